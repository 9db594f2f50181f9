import { ArgumentError, InterruptedError, progress } from "txlab";
import { describe, expect, test } from "vitest";
import { setWorkListener } from "#src/work.js";

/** Hears what a host would show; `stopAt` aborts there, as an interrupt does. */
function listen(stopAt = Number.POSITIVE_INFINITY): { told: string[]; stop: () => void } {
  const told: string[] = [];
  const previous = setWorkListener({
    start(label, total, now) {
      told.push(`start ${label} ${total} ${now}`);
      const controller = new AbortController();
      const report = (done: number): void => {
        told.push(String(done));
        if (done >= stopAt) controller.abort();
      };
      return { signal: controller.signal, report, end: () => told.push("end") };
    },
  });
  return { told, stop: () => setWorkListener(previous) };
}

describe("progress", () => {
  test("gives the items and tells how far it is", () => {
    const { told, stop } = listen();
    expect([...progress(["a", "b"], "letters")]).toEqual(["a", "b"]);
    stop();
    expect(told).toEqual(["start letters 2 true", "0", "1", "2", "end"]);
  });

  test("counts rounds from 0", () => {
    expect([...progress(3)]).toEqual([0, 1, 2]);
  });

  test("takes streams of unknown length", async () => {
    const { told, stop } = listen();
    const items: number[] = [];
    async function* stream(): AsyncGenerator<number> {
      yield* [5, 6];
    }
    for await (const item of progress(stream(), "batches")) items.push(item);
    stop();
    expect(items).toEqual([5, 6]);
    expect(told[0]).toBe("start batches Infinity true");
  });

  test("ends its bar when the loop is left, and the loop when it is interrupted", () => {
    const left = listen();
    for (const item of progress([1, 2, 3])) if (item === 2) break;
    left.stop();
    expect(left.told.at(-1)).toBe("end");

    const interrupted = listen(2);
    expect(() => [...progress(10, "rounds")]).toThrow(InterruptedError);
    interrupted.stop();
    expect(interrupted.told).toEqual(["start rounds 10 true", "0", "1", "2", "end"]);
  });

  test("refuses what cannot be gone through", () => {
    expect(() => progress(-1)).toThrow(ArgumentError);
    expect(() => progress(1.5)).toThrow(ArgumentError);
    expect(() => progress(null as unknown as string[])).toThrow(ArgumentError);
  });
});
