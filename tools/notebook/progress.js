/** Tells how far a notebook is: one line that updates itself in a terminal, a line per cell elsewhere. */
export function progressLine(name, stream = process.stderr) {
  const began = Date.now();
  const elapsed = () => `${((Date.now() - began) / 1000).toFixed(0)} s`;
  let line = `${name}: starting the kernel`;
  const draw = () => stream.write(`\r\x1b[K${line} · ${elapsed()}`);
  const timer = stream.isTTY ? setInterval(draw, 250) : undefined;
  return {
    onEvent(event) {
      if (event.event === "cell") line = `${name}: cell ${event.number} of ${event.of}`;
      if (event.event === "done" && !stream.isTTY) stream.write(`${line} · ${elapsed()}\n`);
      if (stream.isTTY) draw();
    },
    end() {
      clearInterval(timer);
      if (stream.isTTY) stream.write("\r\x1b[K");
    },
  };
}
