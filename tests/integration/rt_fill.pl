#!/usr/bin/perl
# Fills a new RT as docs/INTEGRATION.md has it done by hand: the account of fcfh with the rights that
# it needs and no more, a user, her PC as an asset. Prints the account's token.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib';
use RT -init;

my $system = RT->SystemUser;

sub done {
    my ($what, $object, @arguments) = @_;
    my ($ok, $message) = $object->$what(@arguments);
    die "$what: $message\n" unless $ok;
    return $object;
}

sub by_name {
    my ($class, $name) = @_;
    my $object = $class->new($system);
    $object->Load($name);
    die "there is no $name\n" unless $object->Id;
    return $object;
}

my $general = by_name('RT::Queue', 'General');
my $catalog = by_name('RT::Catalog', 'General assets');
my $secret = done(Create => RT::Queue->new($system), Name => 'Secret');
my $fcfh = done(Create => RT::User->new($system), Name => 'fcfh', Privileged => 1);
my $miller = done(
    Create => RT::User->new($system),
    Name => 'miller', RealName => "Eva M\x{fc}ller", EmailAddress => 'eva@example.test',
    WorkPhone => '+49 30 1234-567', Address1 => 'Room B 2.14');

my $rights = $fcfh->PrincipalObj;
done(GrantRight => $rights, Right => $_, Object => $general)
    for qw(SeeQueue ShowTicket CommentOnTicket);
done(GrantRight => $rights, Right => $_, Object => $catalog) for qw(ShowCatalog ShowAsset);

for my $name (qw(UUID Serial Location)) {
    my $field = done(
        Create => RT::CustomField->new($system),
        Name => $name, Type => 'FreeformSingle',
        LookupType => RT::Asset->CustomFieldLookupType);
    done(AddToObject => $field, $catalog);
    done(GrantRight => $rights, Right => 'SeeCustomField', Object => $field);
}

sub pc {
    my ($name, %fields) = @_;
    my $asset = done(
        Create => RT::Asset->new($system),
        Catalog => $catalog->Id, Name => $name, HeldBy => $miller->Id);
    while (my ($field, $value) = each %fields) {
        done(AddCustomFieldValue => $asset, Field => $field, Value => $value);
    }
}
pc('NB-MILLER', UUID => '5afe0016-c0de-4a11-8bad-000000000001', Serial => 'SN160001',
    Location => 'B 2.14');
pc('PC-OTHER', Serial => 'SN160002');
pc('TWIN-1', Serial => 'TWIN');
pc('TWIN-2', Serial => 'TWIN');

my ($id, $message, $token) = RT::AuthToken->new($system)->Create(Owner => $fcfh->Id,
    Description => 'fcfh');
die "$message\n" unless $id;
print "$token\n";
