# Fills a new Redmine as docs/INTEGRATION.md has it done by hand: the API, a user with the rights that
# the adapter needs and no more, three issues, one of them where that user has no role. Prints the
# user's key and the administrator's.
require 'redmine/default_data/loader'
ActiveJob::Base.queue_adapter = :test # nobody mails beside this, and locks the database
Redmine::DefaultData::Loader.load('en')
Setting.rest_api_enabled = '1'
admin = User.where(admin: true).first
admin.update!(must_change_passwd: false)
fcfh = User.new(login: 'fcfh', firstname: 'F', lastname: 'CFH', mail: 'fcfh@example.test', status: User::STATUS_ACTIVE)
fcfh.password = fcfh.password_confirmation = 'only-the-key-is-used'
fcfh.save!
role = Role.create!(name: 'fcfh', issues_visibility: 'all', permissions: [:view_issues, :add_issue_notes])
%w[help secret].each do |name|
  project = Project.create!(name: name, identifier: name, is_public: false, trackers: Tracker.all,
                            enabled_module_names: ['issue_tracking'])
  Member.create!(principal: fcfh, project: project, roles: [role]) if name == 'help'
  Issue.create!(project: project, tracker: Tracker.first, author: admin, subject: "#{name}: PC will not boot",
                priority: IssuePriority.first, status: IssueStatus.first)
end
[fcfh, admin].each { |user| puts Token.find_or_create_by!(user: user, action: 'api').value }
