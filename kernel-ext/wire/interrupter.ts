import { Session } from "node:inspector";
import { type Shared, slot } from "./protocol.js";

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Stops what the main thread does. It is asked first; when its event loop has not turned after 150 ms, its JavaScript
 * is cut off, wherever it is, and asked again. While the kernel itself compiles a cell it is left to finish.
 */
export async function interruptMain(shared: Shared, ask: () => void): Promise<void> {
  const { slots } = shared;
  const number = Atomics.add(slots, slot.interrupts, 1) + 1;
  if (Atomics.compareExchange(slots, slot.input, 0, 2) === 0) Atomics.notify(slots, slot.input);
  ask();
  const answered = (): boolean => Atomics.load(slots, slot.answered) >= number;
  for (let attempt = 0; attempt < 40 && !answered(); attempt++) {
    for (let wait = 0; wait < 10 && !answered(); wait++) await pause(15);
    if (!answered() && Atomics.load(slots, slot.guarded) === 0) await terminate();
  }
}

/** Ends the JavaScript that runs on the main thread; its event loop goes on. */
function terminate(): Promise<void> {
  const session = new Session() as Session & { connectToMainThread(): void };
  session.connectToMainThread();
  return new Promise((resolve) => {
    const done = (): void => {
      session.disconnect();
      resolve();
    };
    const timer = setTimeout(done, 500);
    session.post("Runtime.terminateExecution", () => {
      clearTimeout(timer);
      done();
    });
  });
}
