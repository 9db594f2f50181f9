import { InterruptedError } from "../src/errors.js";
import { setWorkListener } from "../src/work.js";
import { AbandonedError } from "./cell/epoch.js";
import { describeThrown, type Failure } from "./cell/failure.js";
import { CellRunner } from "./cell/runner.js";
import { type Bundle, bundleOf } from "./display/bundle.js";
import { freshStack } from "./fresh-stack.js";
import { keepGlobals } from "./globals.js";
import { History } from "./history.js";
import { completeness, completions, inspection } from "./language.js";
import { LateErrors } from "./late-errors.js";
import { Output } from "./output.js";
import { ProgressBars } from "./progress-bars.js";
import { connectTslab, startTslab, type Tslab } from "./tslab.js";
import type { Wire } from "./wire/client.js";
import type { Content, ToMain } from "./wire/protocol.js";
import { slot } from "./wire/protocol.js";

type Request = Extract<ToMain, { kind: "request" }>;

/** How a cell ended: with something to show, with an error, or with neither. */
interface Outcome {
  data?: Bundle;
  failure?: Failure;
}

/** A notebook's session: answers the requests that the wire hands over. */
export class Session {
  readonly output: Output;
  readonly late: LateErrors;
  readonly #bars: ProgressBars;
  readonly #shows = new Set<Promise<void>>();
  readonly #wire: Wire;
  readonly #folder: string;
  readonly #declarations: readonly string[];
  readonly #history = new History();
  readonly #restoreGlobals = keepGlobals();
  #tslab: Tslab | undefined;
  #runner: CellRunner | undefined;
  #count = 0;
  #interrupt: ((error: Error) => void) | undefined;

  constructor(wire: Wire, folder: string, declarations: readonly string[]) {
    this.#wire = wire;
    this.#folder = folder;
    this.#declarations = declarations;
    this.output = new Output(wire);
    const { slots } = wire.shared;
    const waiting = (): boolean =>
      Atomics.load(slots, slot.interrupts) !== Atomics.load(slots, slot.answered);
    this.#bars = new ProgressBars(this.output, waiting);
    setWorkListener(this.#bars);
    this.late = new LateErrors((header, failure) => wire.publish("error", header, { ...failure }));
  }

  /** Creates the compiler, which takes a second: at the first cell, or before it when there is time. */
  warm(): { tslab: Tslab; runner: CellRunner } {
    if (!this.#tslab || !this.#runner) {
      const tslab = this.#guarded(() => startTslab(this.#declarations));
      connectTslab(({ data, metadata, transient }, update) =>
        this.output.display(data, metadata, transient.display_id, update),
      );
      this.#tslab = tslab;
      this.#runner = new CellRunner(tslab, this.#folder, this.#restoreGlobals);
    }
    return { tslab: this.#tslab, runner: this.#runner };
  }

  /** Runs work of the kernel's own, which an interrupt must not cut in the middle. */
  #guarded<T>(work: () => T): T {
    const { slots } = this.#wire.shared;
    Atomics.add(slots, slot.guarded, 1);
    try {
      return work();
    } finally {
      Atomics.sub(slots, slot.guarded, 1);
    }
  }

  interrupt(): void {
    this.#bars.abort();
    this.#runner?.epoch.next();
    this.#interrupt?.(new InterruptedError("The cell was interrupted."));
  }

  /** Shows a value in the middle of a cell, at once if it can; the cell ends after it. */
  async show(value: unknown): Promise<void> {
    const bundle = bundleOf(value);
    if (!(bundle instanceof Promise)) return this.output.display(bundle);
    const settled = bundle.then(
      () => {},
      () => {},
    );
    this.#shows.add(settled);
    void settled.then(() => this.#shows.delete(settled));
    this.output.display(await bundle);
  }

  /** Something was thrown, or a promise rejected, outside of any call that waits for it. */
  stray(thrown: unknown): void {
    if (thrown instanceof AbandonedError) return;
    this.late.add(describeThrown(thrown, this.warm().runner.origins));
  }

  async handle(request: Request): Promise<void> {
    const { id, header, content } = request;
    const type = header.msg_type.replace(/_request$/, "_reply");
    try {
      if (header.msg_type === "execute_request") return await this.#execute(request);
      // No target is registered, so a comm that a front end opens is closed again.
      if (header.msg_type === "comm_open")
        this.#wire.publish("comm_close", header, { comm_id: content.comm_id, data: {} });
      const reply = this.#guarded(() => this.#answer(header.msg_type, content));
      this.#wire.reply(id, reply ? type : "", reply ?? {});
    } catch (error) {
      const failure = describeThrown(error, this.warm().runner.origins);
      this.#wire.reply(id, type, { status: "error", ...failure });
    }
  }

  #answer(type: string, content: Content): Content | undefined {
    const code = String(content.code ?? "");
    const cursor = Number(content.cursor_pos ?? code.length);
    switch (type) {
      case "complete_request":
        return completions(this.warm().tslab, this.warm().runner.declarations, code, cursor, this.#folder);
      case "inspect_request":
        return inspection(this.warm().tslab, this.warm().runner.declarations, code, cursor);
      case "is_complete_request":
        return completeness(this.warm().tslab, code);
      case "history_request":
        return this.#history.answer(content);
      case "comm_info_request":
        return { status: "ok", comms: {} };
      default:
        return undefined;
    }
  }

  async #execute({ id, header, content }: Request): Promise<void> {
    const source = String(content.code ?? "");
    const silent = content.silent === true;
    const stored = !silent && content.store_history !== false;
    if (stored) this.#count++;
    const count = this.#count;
    if (stored) this.#history.add(count, source);
    if (!silent) this.#wire.publish("execute_input", header, { code: source, execution_count: count });
    this.output.begin(header, id, content.allow_stdin !== false);
    this.late.begin(header, count);
    const { data, failure: own } = await this.#outcome(source, String(count));
    const failure = this.late.end() ?? own;
    this.output.end();
    if (data && !silent)
      this.#wire.publish("execute_result", header, { data, metadata: {}, execution_count: count });
    if (failure && !silent) this.#wire.publish("error", header, { ...failure });
    const reply = failure
      ? { status: "error", ...failure, execution_count: count }
      : {
          status: "ok",
          execution_count: count,
          user_expressions: await this.#expressions(content),
          payload: [],
        };
    this.#wire.reply(id, "execute_reply", reply, failure !== undefined);
  }

  /** What an error says; an error may run code to say it, which can be interrupted too. */
  async #told(error: unknown, interrupted: Promise<never>): Promise<Failure> {
    const { origins } = this.warm().runner;
    if (error instanceof InterruptedError) return describeThrown(error, origins);
    const told = freshStack(() => describeThrown(error, origins));
    return Promise.race([told, interrupted]).catch((second) => describeThrown(second, origins));
  }

  /** The user_expressions of a request, each with its bundle or its error. */
  async #expressions({ user_expressions: asked }: Content): Promise<Content> {
    const answers: Content = {};
    for (const [name, source] of Object.entries((asked as Record<string, unknown> | undefined) ?? {})) {
      const { data = {}, failure } = await this.#outcome(String(source), `${this.#count}.${name}`);
      answers[name] = failure ? { status: "error", ...failure } : { status: "ok", data, metadata: {} };
    }
    return answers;
  }

  /** Runs a cell until it ends, fails or is interrupted. */
  async #outcome(source: string, label: string): Promise<Outcome> {
    const interrupted = new Promise<never>((_, reject) => {
      this.#interrupt = reject;
    });
    interrupted.catch(() => {});
    let finish = (): void => {};
    try {
      const compiled = this.#guarded(() => this.warm().runner.compile(source, label));
      if ("failure" in compiled) return compiled;
      finish = compiled.finish;
      const ended = compiled.run();
      ended.catch(() => {});
      const result = await Promise.race([ended, interrupted, this.late.failed]);
      await Promise.race([Promise.all(this.#shows), interrupted]);
      return result.shown && result.value !== undefined
        ? { data: await Promise.race([freshStack(() => bundleOf(result.value)), interrupted]) }
        : {};
    } catch (error) {
      return { failure: await this.#told(error, interrupted) };
    } finally {
      this.#restoreGlobals();
      this.#interrupt = undefined;
      await new Promise((resolve) => setImmediate(resolve));
      finish();
    }
  }
}
