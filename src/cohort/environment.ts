import type { Stream } from "../stats/random.js";

/** The values that observations or actions may take. */
export interface Space<Value> {
  readonly kind: string;
  contains(value: unknown): value is Value;
  sample(stream: Stream): Value;
  toString(): string;
}

/** What one step of an environment brings, in Gymnasium's order. */
export interface StepResult<Observation> {
  readonly observation: Observation;
  readonly reward: number;
  /** The process itself ended: there is no value beyond. */
  readonly terminated: boolean;
  /** Something outside stopped it, such as a time limit: the process would have gone on. */
  readonly truncated: boolean;
  readonly info: Readonly<Record<string, unknown>>;
}

export interface ResetOptions {
  /** Starts the environment's randomness anew; without one, it continues. */
  readonly seed?: number;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A process that answers actions with observations and rewards, in the form of Gymnasium (version 1). */
export interface Environment<Observation = number, Action = number> {
  readonly id: string;
  readonly observationSpace: Space<Observation>;
  readonly actionSpace: Space<Action>;
  reset(options?: ResetOptions): {
    readonly observation: Observation;
    readonly info: Readonly<Record<string, unknown>>;
  };
  step(action: Action): StepResult<Observation>;
  /** 1 for each action that may be taken now. */
  actionMask?(): Uint8Array;
}
