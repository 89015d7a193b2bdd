"""Computes Flowscope's programs with JAX, for one training process, which speaks to it in frames on stdin and stdout."""

import os
import signal
import sys
import threading
import time

# With $PYTHONSAFEPATH, Python leaves it out.
FOLDER = os.path.dirname(os.path.abspath(__file__))
if FOLDER not in sys.path:
    sys.path.insert(0, FOLDER)


def end_with_parent():
    """A parent that is killed cannot say so, and this process may be in a long computation."""
    parent = os.getppid()

    def watch():
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    if os.name == "posix":
        threading.Thread(target=watch, daemon=True).start()


def version_of(text):
    numbers = []
    for part in text.split(".")[:3]:
        digits = "".join(c for c in part if c.isdigit())
        numbers.append(int(digits or 0))
    return tuple(numbers)


def hello(request):
    """Loads JAX and chooses where to compute. A problem is part of the answer: the other side has the words for it."""
    answer = {"python": sys.version.split()[0], "executable": sys.executable}
    if sys.version_info < (3, 9):
        return {**answer, "problem": {"code": "old-python"}}, None
    try:
        import numpy
    except ImportError as error:
        return {**answer, "problem": {"code": "no-jax", "message": str(error)}}, None
    answer["numpy"] = numpy.__version__
    count = request["devices"]
    on_cpu = request["device"] is not None and request["device"].split(":")[0] == "cpu"
    if on_cpu:
        # Otherwise JAX starts the accelerators too, which takes their memory.
        os.environ["JAX_PLATFORMS"] = "cpu"
    # Other programs may use the same card. By default JAX takes three quarters of its memory at once.
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    try:
        import jax
    except Exception as error:  # Also a jaxlib that does not fit.
        return {**answer, "problem": {"code": "no-jax", "message": str(error)}}, None
    answer["jax"] = jax.__version__
    if version_of(jax.__version__) < version_of(request["oldest"]):
        return {**answer, "problem": {"code": "old-jax"}}, None
    jax.config.update("jax_default_matmul_precision", request["precision"])
    if on_cpu and count not in (None, "all"):
        # To JAX, a processor is one device unless it is told otherwise.
        jax.config.update("jax_num_cpu_devices", count)
    if request["cache"] is not None:
        jax.config.update("jax_compilation_cache_dir", request["cache"])
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)
    from host_devices import choose, devices_of, plugins, sharing

    if request["ranks"] is not None:
        from host_ranks import join

        try:
            join(request["ranks"])
        except Exception as error:  # Of several types, by what is missing.
            return {**answer, "problem": {"code": "no-peers", "message": str(error)}}, None
    try:
        listed = devices_of(jax)
    except RuntimeError as error:
        return {**answer, "problem": {"code": "no-device", "message": str(error), "plugins": plugins()}}, None
    answer["devices"] = [d for _, d in listed]
    device, problem = choose(jax, listed, request["device"])
    if problem is not None:
        return {**answer, "problem": problem}, None
    jax.config.update("jax_default_device", device)
    from host_mesh import Devices, OneDevice
    from host_program import WIRE_VERSION, known_ops

    chosen = [device]
    if count is not None:
        chosen, found = sharing(jax, device, count)
        if not chosen:
            return {**answer, "problem": {"code": "few-devices", "message": f"{found} of {device.platform}"}}, None
    place = OneDevice() if len(chosen) == 1 else Devices(chosen)
    own = next(d for other, d in listed if other == device)
    ranks = {"rank": jax.process_index(), "ranks": jax.process_count()}
    return {**answer, **ranks, "device": own, "sharing": place.count, "wire": WIRE_VERSION, "ops": known_ops()}, place


class Host:
    def __init__(self):
        self.place = None
        self.programs = {}

    def answer(self, header, blob):
        kind = header["kind"]
        if kind == "hello":
            reply, self.place = hello(header)
            return reply, ()
        if kind == "announce":
            from host_ranks import announced

            return {"text": announced(self.place, header["text"])}, ()
        from host_frames import feeds_of

        if kind == "compile":
            self.programs[header["id"]] = self.compiled(header, blob)
            return {}, ()
        if kind == "dispose":
            self.programs.pop(header["id"], None)
            return {}, ()
        program = self.programs[header["id"]]
        if kind == "function":
            return {}, program.run(feeds_of(header, blob))
        if kind == "run":
            ran, values = program.run(header["steps"], feeds_of(header, blob))
            return {"ran": ran}, values
        if kind == "read":
            return {}, program.read()
        if kind == "start":
            program.start(feeds_of(header, blob), header["own"])
            return {}, ()
        if kind == "write":
            program.write(feeds_of(header, blob))
            return {}, ()
        if kind in ("mark", "rewind"):
            getattr(program, kind)()
            return {}, ()
        raise ValueError(f"unknown request {kind!r}")

    def compiled(self, header, blob):
        from host_program import Function, Loop

        program = header["program"]
        if program["kind"] == "loop":
            return Loop(program, blob, header["capacity"], self.place)
        return Function(program, blob)


def serve(source, sink):
    from host_frames import read_frame, write_frame

    host = Host()
    while True:
        try:
            header, blob = read_frame(source)
        except EOFError:
            return
        try:
            reply, values = host.answer(header, blob)
        except Exception as error:  # Told to the other side, which decides.
            import traceback

            traceback.print_exc()
            reply, values = {"error": {"type": type(error).__name__, "message": str(error)}}, ()
        write_frame(sink, reply, values)


def main():
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # What libraries print must not come between frames.
    # Slurm sends it to every process of a task. The parent decides, which saves what is computed here.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    end_with_parent()
    serve(source, sink)


if __name__ == "__main__":
    main()
