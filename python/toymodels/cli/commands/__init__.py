"""The commands: a file each, which has the name of the command and defines `command`."""
