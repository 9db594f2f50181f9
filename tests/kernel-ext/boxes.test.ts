import { expect, test } from "vitest";
import { Boxes } from "#kernel-ext/cell/boxes.js";

test("a variable that is read before it has a value throws, as JavaScript does", () => {
  const boxes = new Boxes();
  boxes.declare(["x"]);
  expect(() => boxes.box("x").v).toThrow("Cannot access 'x' before initialization");
});

test("a variable that a failed cell did not reach keeps its former value", () => {
  const boxes = new Boxes();
  boxes.box("x").v = 1;
  const settle = boxes.declare(["x", "y"]);
  boxes.box("y").v = 2;
  expect(settle()).toEqual(["x"]);
  expect(boxes.box("x").v).toBe(1);
  expect(boxes.box("y").v).toBe(2);
});

test("a new variable that a failed cell did not reach does not exist", () => {
  const boxes = new Boxes();
  boxes.declare(["x"])();
  expect(boxes.names.has("x")).toBe(false);
});

test("an imported name follows its module until a cell assigns to it", () => {
  const boxes = new Boxes();
  let count = 1;
  boxes.bind("count", () => count);
  count = 2;
  expect(boxes.box("count").v).toBe(2);
  boxes.box("count").v = 10;
  expect(boxes.box("count").v).toBe(10);
});
