import { assertFinite, assertInteger, assertKnownOptions } from "../../assert.js";
import type { Outcome } from "./read-outcomes.js";
import { type TabularModel, tabularModel } from "./tabular-model.js";

export interface GridworldOptions {
  /** @default 4 */
  readonly rows?: number;
  /** @default 4 */
  readonly columns?: number;
  /** Cells, numbered row by row, that end the episode. @default the first and the last */
  readonly terminal?: readonly number[];
  /** Of each move. @default −1 */
  readonly reward?: number;
}

/**
 * The gridworld of Sutton & Barto (2018), example 4.1: moves up (0), right (1), down (2) and left (3), which leave the
 * cell unchanged at a wall. It starts in any cell that is not terminal.
 *
 * @example
 * policyValue(gridworld(), uniformPolicy(4), { discount: 1 }).values // => 0, −14, −20, −22, −14, −18, …
 */
export function gridworld(options: GridworldOptions = {}): TabularModel {
  assertKnownOptions(options, ["rows", "columns", "terminal", "reward"], "gridworld");
  const { rows = 4, columns = 4, reward = -1 } = options;
  assertInteger(rows, "rows", 1);
  assertInteger(columns, "columns", 1);
  assertFinite(reward, "reward");
  const states = rows * columns;
  const terminal = options.terminal ?? [0, states - 1];
  const open = Array.from({ length: states }, (_, s) => s).filter((s) => !terminal.includes(s));
  const transitions: Outcome[] = open.flatMap((state) =>
    [0, 1, 2, 3].map((action) => ({
      ...{ state, action, reward },
      next: moved(state, action, rows, columns),
      probability: 1,
    })),
  );
  return tabularModel({
    name: `gridworld ${rows} × ${columns}`,
    ...{ states, actions: 4, transitions, terminal },
    start: Float64Array.from({ length: states }, (_, s) => (terminal.includes(s) ? 0 : 1 / open.length)),
  });
}

/** The cell to which a move leads: up, right, down, left. */
export function moved(state: number, action: number, rows: number, columns: number): number {
  const [row, column] = [Math.floor(state / columns), state % columns];
  const to = [
    [Math.max(0, row - 1), column],
    [row, Math.min(columns - 1, column + 1)],
    [Math.min(rows - 1, row + 1), column],
    [row, Math.max(0, column - 1)],
  ][action]!;
  return to[0]! * columns + to[1]!;
}
