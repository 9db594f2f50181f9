import { assertInteger, assertKnownOptions } from "../../assert.js";
import { randomStream, type Stream } from "../../stats/random.js";
import { drawOutcome, drawStart, sampler } from "./sampler.js";
import type { TabularModel } from "./tabular-model.js";

/** Many copies of an environment that step together. The arrays are reused: each step overwrites them. */
export interface Lanes {
  readonly lanes: number;
  /** The state of each lane; after an end, that of the next episode's start. */
  readonly states: Int32Array;
  /** Where the last step led, before a lane began anew. */
  readonly arrived: Int32Array;
  readonly rewards: Float64Array;
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
  /** Starts all lanes anew. */
  reset(options?: { readonly seed?: number }): void;
  /** One action per lane, unchecked. Allocates nothing. */
  step(actions: Int32Array): void;
}

/**
 * Copies of a tabular model stepped together, each with a stream of its own. A lane that ends begins a new episode in
 * the same step (Gymnasium's SAME_STEP).
 */
export function lanes(
  model: TabularModel,
  options: { readonly lanes: number; readonly horizon?: number; readonly seed?: number },
): Lanes {
  assertKnownOptions(options, ["lanes", "horizon", "seed"], "lanes");
  const { lanes: count, horizon = 20, seed = 1 } = options;
  assertInteger(count, "lanes", 1);
  assertInteger(horizon, "horizon", 1);
  const draw = sampler(model);
  const [states, arrived, age] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  const rewards = new Float64Array(count);
  const [terminated, truncated] = [new Uint8Array(count), new Uint8Array(count)];
  let streams: Stream[] = [];
  const reset = ({ seed: fresh = seed }: { readonly seed?: number } = {}): void => {
    const root = randomStream(fresh).split("lane");
    streams = Array.from({ length: count }, (_, i) => root.split(i));
    age.fill(0);
    for (let i = 0; i < count; i++) states[i] = drawStart(draw, streams[i]!.bits());
  };
  const step = (actions: Int32Array): void => {
    for (let i = 0; i < count; i++) {
      const stream = streams[i]!;
      const outcome = drawOutcome(draw, states[i]!, actions[i]!, stream.bits());
      const next = draw.next[outcome]!;
      arrived[i] = next;
      rewards[i] = draw.reward[outcome]!;
      const over = draw.terminal[next]!;
      const late = ++age[i]! >= horizon ? 1 - over : 0;
      terminated[i] = over;
      truncated[i] = late;
      if (over + late > 0) {
        age[i] = 0;
        states[i] = drawStart(draw, stream.bits());
      } else states[i] = next;
    }
  };
  reset();
  return { lanes: count, states, arrived, rewards, terminated, truncated, reset, step };
}
