"""Computes Flowscope's programs with JAX, for one training process, which speaks to it in frames on stdin and stdout."""

import os
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


def plugins():
    """Packages that let JAX use an accelerator, such as jax-cuda13-plugin."""
    from importlib.metadata import distributions

    names = {(d.metadata["Name"] or "").lower().replace("_", "-") for d in distributions()}
    return sorted(n for n in names if n.startswith("jax-") and n.endswith("-plugin"))


def described(device, index):
    try:
        memory = (device.memory_stats() or {}).get("bytes_limit")
    except Exception:
        memory = None
    return {"name": f"{device.platform}:{index}", "kind": device.device_kind, "memory": memory}


def devices_of(jax):
    """All devices; those of the default platform first."""
    found = list(jax.devices())
    if found[0].platform != "cpu":
        try:
            found += jax.devices("cpu")
        except RuntimeError:
            pass  # $JAX_PLATFORMS leaves it out.
    counts = {}
    listed = []
    for device in found:
        index = counts.get(device.platform, 0)
        counts[device.platform] = index + 1
        listed.append((device, described(device, index)))
    return listed


def hello(request):
    """Loads JAX and chooses the device. A problem is part of the answer, because the other side has the words for it."""
    answer = {"python": sys.version.split()[0], "executable": sys.executable}
    if sys.version_info < (3, 9):
        return {**answer, "problem": {"code": "old-python"}}
    try:
        import numpy
    except ImportError as error:
        return {**answer, "problem": {"code": "no-jax", "message": str(error)}}
    answer["numpy"] = numpy.__version__
    if request["device"] is not None and request["device"].split(":")[0] == "cpu":
        # Otherwise JAX starts the accelerators too, which takes their memory.
        os.environ["JAX_PLATFORMS"] = "cpu"
    # Other programs may use the same card. By default JAX takes three quarters of its memory at once.
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    try:
        import jax
    except Exception as error:  # Also a jaxlib that does not fit.
        return {**answer, "problem": {"code": "no-jax", "message": str(error)}}
    answer["jax"] = jax.__version__
    if version_of(jax.__version__) < version_of(request["oldest"]):
        return {**answer, "problem": {"code": "old-jax"}}
    jax.config.update("jax_default_matmul_precision", request["precision"])
    if request["cache"] is not None:
        jax.config.update("jax_compilation_cache_dir", request["cache"])
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)
    try:
        listed = devices_of(jax)
    except RuntimeError as error:
        return {**answer, "problem": {"code": "no-device", "message": str(error), "plugins": plugins()}}
    answer["devices"] = [d for _, d in listed]
    device, problem = choose(jax, listed, request["device"])
    if problem is not None:
        return {**answer, "problem": problem}
    jax.config.update("jax_default_device", device)
    from host_program import WIRE_VERSION, known_ops

    own = next(d for other, d in listed if other == device)
    return {**answer, "device": own, "wire": WIRE_VERSION, "ops": known_ops()}


def choose(jax, listed, wanted):
    """The device, or the problem. JAX itself falls back to the processor without a word, which nobody asked for."""
    first = listed[0][0]
    if wanted is None:
        found = plugins()
        platforms = os.environ.get("JAX_PLATFORMS", "")
        if first.platform == "cpu" and found and platforms in ("", "cuda", "rocm", "gpu"):
            return None, {"code": "no-device", "message": reason(jax, "gpu"), "plugins": found}
        return first, None
    platform, _, index = wanted.partition(":")
    name = f"{platform}:{index or 0}"
    for device, description in listed:
        if description["name"] == name:
            return device, None
    message = reason(jax, platform) if platform not in [d.platform for d, _ in listed] else ""
    return None, {"code": "no-device", "message": message, "plugins": plugins()}


def reason(jax, platform):
    try:
        jax.devices(platform)
    except RuntimeError as error:
        return str(error)
    return ""


def answer(programs, header, blob):
    kind = header["kind"]
    if kind == "hello":
        return hello(header), ()
    from host_frames import feeds_of
    from host_program import Function, Loop

    if kind == "compile":
        program = header["program"]
        loop = program["kind"] == "loop"
        programs[header["id"]] = Loop(program, blob, header["capacity"]) if loop else Function(program, blob)
        return {}, ()
    if kind == "dispose":
        programs.pop(header["id"], None)
        return {}, ()
    program = programs[header["id"]]
    if kind == "function":
        return {}, program.run(feeds_of(header, blob))
    if kind == "run":
        ran, values = program.run(header["steps"], feeds_of(header, blob))
        return {"ran": ran}, values
    if kind == "read":
        return {}, program.read()
    if kind in ("start", "write"):
        getattr(program, kind)(feeds_of(header, blob))
        return {}, ()
    if kind in ("mark", "rewind"):
        getattr(program, kind)()
        return {}, ()
    raise ValueError(f"unknown request {kind!r}")


def serve(source, sink):
    from host_frames import read_frame, write_frame

    programs = {}
    while True:
        try:
            header, blob = read_frame(source)
        except EOFError:
            return
        try:
            reply, values = answer(programs, header, blob)
        except Exception as error:  # Told to the other side, which decides.
            import traceback

            traceback.print_exc()
            reply, values = {"error": {"type": type(error).__name__, "message": str(error)}}, ()
        write_frame(sink, reply, values)


def main():
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # What libraries print must not come between frames.
    end_with_parent()
    serve(source, sink)


if __name__ == "__main__":
    main()
