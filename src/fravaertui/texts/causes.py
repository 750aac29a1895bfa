"""Technical causes in the words of the screen: what the system, SQLite and PostgreSQL say."""

from fravaertui.texts.catalogue import Words, msgid

_KNOWN = {
    "No such file or directory": msgid("the file or folder is not there"),
    "Permission denied": msgid("access is denied"),
    "Operation not permitted": msgid("access is denied"),
    "Read-only file system": msgid("the disk can only be read"),
    "attempt to write a readonly database": msgid("the file can only be read"),
    "No space left on device": msgid("the disk is full"),
    "database or disk is full": msgid("the disk is full"),
    "Disk quota exceeded": msgid("the disk quota is used up"),
    "Not a regular file": msgid("it is a pipe or a device; save it as a file first"),
    "Is a directory": msgid("it is a folder, not a file"),
    "Not a directory": msgid("a part of the path is a file, not a folder"),
    "File name too long": msgid("the name is too long"),
    "Too many levels of symbolic links": msgid("its links lead in a ring"),
    "Too many open files": msgid("too many files are open"),
    "Input/output error": msgid("the disk fails"),
    "disk I/O error": msgid("the disk fails"),
    "unable to open database file": msgid("the file can't be opened"),
    "file is not a database": msgid("the file is not a database"),
    "database disk image is malformed": msgid("the file is damaged; put back a backup"),
    "malformed database schema": msgid("the file is damaged; put back a backup"),
    "database is locked": msgid("another program holds it; try again when that has ended"),
    "Address already in use": msgid("another program uses it"),
    "Cannot assign requested address": msgid("this machine does not have the address"),
    "Connection refused": msgid("nothing answers there"),
    "Connection reset by peer": msgid("the connection was broken"),
    "Name or service not known": msgid("no machine has that name"),
    "No address associated with hostname": msgid("no machine has that name"),
    "Temporary failure in name resolution": msgid("the name can't be looked up just now"),
    "could not translate host name": msgid("no machine has that name"),
    "failed to resolve host": msgid("no machine has that name"),
    "Network is unreachable": msgid("there is no way to the network"),
    "No route to host": msgid("there is no way to the machine"),
    "it was written by a newer version of fravaertui": msgid("a newer version wrote it"),
    "it lacks tables of this version": msgid(
        "it lacks tables of this version; run «fravaertui migrate»"
    ),
    "tables have been removed from it": msgid("tables are missing in it; put back a backup"),
    "it does not say which version": msgid(
        "it does not tell which version wrote it; put back a backup"
    ),
    "only a database on a PostgreSQL server has roles": msgid(
        "it is a file; only a database on a server has roles"
    ),
    "that role may do all that the owner": msgid(
        "that role may do all that the owner of the tables may; make one of its own for «serve»"
    ),
    "only the owner of the tables": msgid("only the owner of the tables may give rights to them"),
    "this role may not use all tables": msgid(
        "this role may not use all tables; run «fravaertui migrate --serve-as ROLE» as their owner"
    ),
    "nested too deeply": msgid("it is nested too deeply"),
    "timed out": msgid("no answer came in time"),
    "timeout expired": msgid("no answer came in time"),
    "password authentication failed": msgid("name or password is wrong"),
    "no password supplied": msgid("a password is needed"),
}
"""What is said, or a part of it, and what it means."""


def cause_phrase(cause: str, words: Words) -> str:
    """Return a cause in the words of the screen; one that is not known as it is."""
    return next((words(meant) for said, meant in _KNOWN.items() if said in cause), cause)


def os_error_phrase(error: OSError, words: Words) -> str:
    """Return why the system refused."""
    return cause_phrase(error.strerror or type(error).__name__, words)
