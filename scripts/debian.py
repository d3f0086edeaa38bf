"""Install a package of Debian or Ubuntu, where the user may: for what pip cannot bring."""

import os
import shutil
import subprocess


def install(package: str) -> bool:
    """Install `package` with apt-get when the user is root; return whether that worked."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    print(f"{package} is missing: installing Debian's package", flush=True)
    silent = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in ("update", f"install --no-install-recommends {package}"):
        command = ["apt-get", "-qq", *words.split()]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, env=silent)
    return done.returncode == 0
