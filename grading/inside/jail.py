"""What a submission's process is given of the machine: namespaces of its own, and limits.

Linux has no call for these in Python 3.11, so they are made through the C library.
"""

import ctypes
import os
import shutil
import signal
import sys
from pathlib import Path

NOBODY = 65534
INSIDE_ID = 1000
FLAGS = 0x00020000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
NAMES = "mount, host name, IPC, user, process and network namespaces"
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_RDONLY = 2, 4, 8, 1
MS_REC_PRIVATE = 0x4000 | 0x40000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
HOME = "/tmp"
FILES = "/files"


def drop_root():
    """Stop being root for good: limits on processes do not hold for it."""
    if os.getuid():
        return
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    _prctl(PR_SET_DUMPABLE, 1)  # else the user map of a child cannot be written


def probe():
    """Try out whether namespaces can be had."""
    drop_root()
    separate(2**20)


def separate(size):
    """Put this process's children into fresh namespaces, with a /tmp of `size` bytes."""
    user, group = os.getuid(), os.getgid()
    _call("unshare", FLAGS)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{INSIDE_ID} {user} 1"),
        ("gid_map", f"{INSIDE_ID} {group} 1"),
    ):
        Path(f"/proc/self/{name}").write_text(text)
    _call("mount", b"none", b"/", None, MS_REC_PRIVATE, None)
    quiet = MS_NOSUID | MS_NODEV
    _mount("/tmp", quiet, f"size={size},mode=700")
    _mount("/dev/shm", quiet, f"size={size},mode=700")
    _mount("/proc", quiet | MS_NOEXEC | MS_RDONLY, "size=4k")


def furnish():
    """Copy what lies beside the notebook into the fresh home, and go there."""
    if Path(FILES).is_dir():
        shutil.copytree(FILES, HOME, dirs_exist_ok=True)
    os.chdir(HOME)


def hide():
    """Keep other processes of the same user from looking into this one."""
    if sys.platform == "linux":
        _prctl(PR_SET_DUMPABLE, 0)


def end_with_parent():
    """Be killed when the process that started this one ends."""
    if sys.platform == "linux":
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def give_up_rights():
    """Have no rights in the new namespaces either, for good."""
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    for capability in range(64):
        if _libc().prctl(24, capability, 0, 0, 0):  # PR_CAPBSET_DROP
            break
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _call("capset", header, (ctypes.c_uint32 * 6)())


def limit(limits):
    """Set this process's limits.

    Parameters
    ----------
    limits : dict
        memory and file in bytes, cpu in seconds, processes, files.
    """
    import resource

    for name, key in (
        ("RLIMIT_AS", "memory"),
        ("RLIMIT_CPU", "cpu"),
        ("RLIMIT_FSIZE", "file"),
        ("RLIMIT_NOFILE", "files"),
        ("RLIMIT_NPROC", "processes"),
    ):
        wanted, kind = limits.get(key), getattr(resource, name, None)
        if wanted and kind is not None:
            _, most = resource.getrlimit(kind)
            wanted = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
            try:
                resource.setrlimit(kind, (wanted, wanted))
            except (ValueError, OSError):
                if sys.platform == "linux":
                    raise
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _mount(place, flags, options):
    if Path(place).is_dir():
        _call("mount", b"tmpfs", place.encode(), b"tmpfs", flags, options.encode())


def _prctl(option, value):
    _call("prctl", option, value, 0, 0, 0)


def _call(name, *arguments):
    if getattr(_libc(), name)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def _libc():
    return ctypes.CDLL(None, use_errno=True)
