# samba-tool domain provision OPTION..., without the access lists of the file server: only who is root
# outside a namespace, too, may set them, and nobody here asks for a file.
import sys

from samba import provision
from samba.netcmd.main import cmd_sambatool

provision.setsysvolacl = lambda *_, **__: None
sys.exit(cmd_sambatool()._run("samba-tool", "domain", "provision", *sys.argv[1:]))
