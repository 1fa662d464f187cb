"""Runs a program in a pseudo-terminal, answers what it asks of the terminal, and times what it paints."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

# What a terminal is asked, and what xterm answers.
ANSWERS = [
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[>0?c"), b"\x1b[>41;377;0c"),
    (re.compile(rb"\x1b\]11;\?(?:\x07|\x1b\\)"), b"\x1b]11;rgb:0000/0000/0000\x1b\\"),
    (re.compile(rb"\x1b\]10;\?(?:\x07|\x1b\\)"), b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\"),
]

# Long enough for any program here: a limit only ends a hang.
LIMIT = 60.0


class PseudoTerminal:
    """A program on 100 columns and 30 rows."""

    def __init__(self, arguments, environment, stdin=None):
        self.output = b""
        self.bytes_read = 0
        self._answered = 0
        self.started = time.perf_counter()
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
            if stdin is not None:
                file = os.open(stdin, os.O_RDONLY)
                os.dup2(file, 0)
            os.execvpe(arguments[0], arguments, environment)

    def _read(self, wait):
        """Reads what is there within so many seconds; false when nothing came."""
        if not select.select([self.descriptor], [], [], wait)[0]:
            return False
        try:
            piece = os.read(self.descriptor, 65536)
        except OSError:
            piece = b""
        if not piece:
            raise EOFError(self.output[-2000:])
        self.output += piece
        self.bytes_read += len(piece)
        for pattern, answer in ANSWERS:
            for match in pattern.finditer(self.output, max(0, self._answered - 16)):
                if match.end() > self._answered:
                    os.write(self.descriptor, answer)
        self._answered = len(self.output)
        return True

    def until(self, text):
        """The time when the text was painted, in seconds since the start of the program."""
        end = time.perf_counter() + LIMIT
        while text not in self.output:
            if time.perf_counter() > end:
                raise TimeoutError(self.output[-2000:])
            self._read(1.0)
        return time.perf_counter() - self.started

    def settle(self, quiet=0.3):
        """Reads until nothing comes for a while."""
        end = time.perf_counter() + LIMIT
        while self._read(quiet) and time.perf_counter() < end:
            pass
        self.output, self._answered = b"", 0

    def answer_to(self, keys, quiet=0.06):
        """Sends keys; the time until the last byte of what they change, in seconds."""
        self.output, self._answered = b"", 0
        sent = time.perf_counter()
        os.write(self.descriptor, keys)
        end = sent + LIMIT
        last = None
        while time.perf_counter() < end:
            if not self._read(quiet if last else 1.0):
                break
            last = time.perf_counter()
        if last is None:
            raise TimeoutError(f"nothing was painted after {keys!r}")
        return last - sent

    def listen(self, seconds):
        """Reads for so long, as a terminal does."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def processes(self):
        """The folders in /proc of every thread."""
        tasks = f"/proc/{self.pid}/task"
        return [f"{tasks}/{name}" for name in os.listdir(tasks)]

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.descriptor)
