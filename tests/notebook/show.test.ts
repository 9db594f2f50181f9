import { show } from "txlab";
import { afterEach, expect, test, vi } from "vitest";

const key = Symbol.for("txlab.show");
const host = globalThis as { [key]?: (value: unknown) => Promise<void> };
afterEach(() => {
  delete host[key];
  vi.restoreAllMocks();
});

test("without a notebook values are printed", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await show(1, "two");
  expect(log.mock.calls).toEqual([[1], ["two"]]);
});

test("in a notebook each value goes to the host, in order", async () => {
  const seen: unknown[] = [];
  host[key] = async (value) => void seen.push(value);
  await show(1, "two");
  expect(seen).toEqual([1, "two"]);
});
