#include "tests/unit/unit.h"

#include <linux/magic.h>

#include "support_queue_db/file_system.h"

static void whose_locks_hold(void **state)
{
    (void)state;
    static const struct {
        unsigned long magic;
        const char *type, *options;
        bool shared;
        enum file_system_locks locks;
    } rows[] = {
        {0xef53, "", "", false, LOCKS_HOLD}, /* ext4 */
        {TMPFS_MAGIC, "", "", false, LOCKS_HOLD},
        {FUSE_SUPER_MAGIC, "fuse.sshfs", "rw,user_id=0", true, LOCKS_LOCAL},
        {FUSE_SUPER_MAGIC, "fuse.glusterfs", "rw", true, LOCKS_CACHED},
        {FUSE_SUPER_MAGIC, "fuse.bindfs", "rw", true, LOCKS_UNKNOWN},
        {FUSE_SUPER_MAGIC, "virtiofs", "rw", true, LOCKS_UNKNOWN},
        {FUSE_SUPER_MAGIC, "", "", true, LOCKS_UNKNOWN},
        {FUSE_SUPER_MAGIC, "fuseblk", "rw", true, LOCKS_HOLD},
        {NFS_SUPER_MAGIC, "nfs4", "rw,vers=4.2,local_lock=none", true, LOCKS_HOLD},
        {NFS_SUPER_MAGIC, "nfs4", "rw,vers=4.2,nolock,local_lock=none", true, LOCKS_HOLD},
        {NFS_SUPER_MAGIC, "nfs", "rw,vers=3,local_lock=none", true, LOCKS_HOLD},
        {NFS_SUPER_MAGIC, "nfs", "rw,vers=3,nolock", true, LOCKS_LOCAL},
        {NFS_SUPER_MAGIC, "nfs", "local_lock=all", true, LOCKS_LOCAL},
        {NFS_SUPER_MAGIC, "nfs4", "rw,local_lock=posix,x", true, LOCKS_LOCAL},
        {NFS_SUPER_MAGIC, "nfs4", "rw,local_lock=flock", true, LOCKS_HOLD},
        {CIFS_SUPER_MAGIC, "cifs", "rw,vers=3.1.1,nobrl", true, LOCKS_LOCAL},
        {SMB2_SUPER_MAGIC, "cifs", "rw,vers=3.1.1,nobrlx", true, LOCKS_UNKNOWN},
        {AFS_SUPER_MAGIC, "", "", true, LOCKS_LOCAL},
        {V9FS_MAGIC, "9p", "rw", true, LOCKS_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct file_system fs = {.magic = rows[i].magic};
        (void)snprintf(fs.type, sizeof fs.type, "%s", rows[i].type);
        (void)snprintf(fs.options, sizeof fs.options, "%s", rows[i].options);
        if (file_system_is_shared(&fs) != rows[i].shared || file_system_locks(&fs) != rows[i].locks)
            fail_msg("%s %s", rows[i].type, rows[i].options);
    }
}

static void a_mount_is_found_by_its_device(void **state)
{
    (void)state;
    static const struct {
        const char *line, *type, *options; /* NULL: it is another one */
    } rows[] = {
        {"612 1 0:52 / /q rw,nosuid shared:9 - fuse.sshfs u@h:/a rw,user_id=0\n", "fuse.sshfs",
         "rw,user_id=0"},
        {"612 1 0:52 / /q rw - nfs h:/a rw,vers=3,nolock", "nfs", "rw,vers=3,nolock"},
        {"612 1 0:52 / /q rw shared:9 master:2 - tmpfs  rw\n", "tmpfs", ""},
        {"612 1 0:5 / /q rw - tmpfs none rw\n", NULL, NULL},
        {"612 1 1:52 / /q rw - tmpfs none rw\n", NULL, NULL},
        {"612 1 0:52 / /q rw tmpfs none rw\n", NULL, NULL},
        {"612 1 0:52 / /q rw -", NULL, NULL},
        {"x 0:52 - a b c\n", NULL, NULL},
        {"", NULL, NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct file_system fs = {.magic = 0};
        bool found = file_system_parse(rows[i].line, 0, 52, &fs);
        if (found != (rows[i].type != NULL))
            fail_row(rows[i].line);
        if (found && rows[i].options[0] != '\0')
            assert_string_equal(fs.options, rows[i].options);
        if (found)
            assert_string_equal(fs.type, rows[i].type);
    }
}

static void it_has_a_name(void **state)
{
    (void)state;
    char name[FILE_SYSTEM_NAME_SIZE];
    struct file_system fs = {.magic = AFS_SUPER_MAGIC};
    file_system_name(&fs, name);
    assert_string_equal(name, "file system 5346414f");
    (void)snprintf(fs.type, sizeof fs.type, "fuse.sshfs");
    file_system_name(&fs, name);
    assert_string_equal(name, "fuse.sshfs");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(whose_locks_hold),
        cmocka_unit_test(a_mount_is_found_by_its_device),
        cmocka_unit_test(it_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
