"""Kernels forked from a process that has imported what notebooks need: a kernel provisioner of jupyter_client.

Starting a kernel and importing pandas, scipy, matplotlib and seaborn takes longer than most notebooks. A process that
has them already (a fork of the build's server) forks its kernel from itself; any other lets the standard library's
forkserver import them once and fork a kernel per notebook. Where fork is unsafe, kernels start as they always do.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Mapping
from multiprocessing.context import ForkContext, ForkServerContext
from multiprocessing.process import BaseProcess
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

from paperbuild.forking import PRELOAD, can_fork, end_with_parent

#: The provisioner's name, as an entry point of the group ``jupyter_client.kernel_provisioners``.
NAME = "ppks-warm"
LAUNCHER = "ipykernel_launcher"


class WarmKernelManager(AsyncKernelManager):
    """A kernel manager whose kernels are forked, whatever their specification says of provisioners."""

    @property
    def kernel_spec(self) -> Any:
        """Return the kernel's specification, with our provisioner."""
        spec: Any = super().kernel_spec
        spec.metadata = {**spec.metadata, "kernel_provisioner": {"provisioner_name": NAME}}
        return spec


class WarmProvisioner(LocalProvisioner):
    """Forks an ipykernel from a process that has imported what notebooks need; starts any other kernel as usual."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel that a command line asks for."""
        if LAUNCHER not in cmd or not can_fork():
            return await super().launch_kernel(cmd, **kwargs)
        arguments = cmd[cmd.index(LAUNCHER) + 1:]
        process = _context().Process(target=run_kernel, name=f"kernel {self.kernel_id}",
                                     args=(arguments, dict(kwargs.get("env") or os.environ), kwargs.get("cwd")))
        with warnings.catch_warnings():  # Python 3.12 warns of any fork beside a thread; ours only waits for our parent
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        self.process = Forked(process)  # type: ignore[assignment]
        self.pid = process.pid
        return self.connection_info


class Forked:
    """A forked process behind the interface of `subprocess.Popen` that jupyter_client asks for."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self._process, self.pid = process, process.pid

    def poll(self) -> int | None:
        """Return the exit status; None while it runs."""
        return self._process.exitcode

    def wait(self) -> int | None:
        """Wait for the end; return the exit status."""
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal to the process alone: its group is that of the build."""
        if self._process.exitcode is None and self.pid is not None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def _context() -> ForkContext | ForkServerContext:
    """Return what starts a kernel: a fork of this process if it is warm itself, else of a server that becomes so."""
    if PRELOAD in sys.modules:
        return multiprocessing.get_context("fork")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([PRELOAD])
    return context


def run_kernel(arguments: list[str], environment: Mapping[str, str], folder: str | None) -> None:
    """Be an ipykernel, in a forked process: with the arguments of its command line, until it is shut down."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder or os.curdir)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    asyncio.set_event_loop(asyncio.new_event_loop())  # the one that was running when we were forked is our parent's
    end_with_parent()
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])

