import { InterruptedError } from "../src/errors.js";
import type { Wire } from "./wire/client.js";
import type { Header } from "./wire/protocol.js";

/** Sends what is printed and displayed to the cell that runs, or ran last. */
export class Output {
  readonly #wire: Wire;
  #parent: Header | undefined;
  #request = 0;
  #mayAsk = false;
  #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  get parent(): Header | undefined {
    return this.#parent;
  }

  begin(parent: Header, request: number, mayAsk: boolean): void {
    this.#parent = parent;
    this.#request = request;
    this.#mayAsk = mayAsk;
  }

  end(): void {
    this.#mayAsk = false;
  }

  write(name: "stdout" | "stderr", chunk: string | Uint8Array): void {
    const text = typeof chunk === "string" ? chunk : this.#decoders[name].decode(chunk, { stream: true });
    if (text !== "") this.#wire.stream(name, this.#parent, text);
  }

  /** Shows a bundle; with an id it can be replaced later, by the same id and `update`. */
  display(data: object, metadata: object = {}, id?: string, update = false): void {
    const type = update ? "update_display_data" : "display_data";
    const transient = id === undefined ? {} : { display_id: id };
    this.#wire.publish(type, this.#parent, { data, metadata, transient });
  }

  /** Asks the person for a line, as `prompt` does in a browser. */
  ask(prompt: string, password: boolean): string {
    if (!this.#mayAsk)
      throw new Error("This front end cannot be asked for input (it runs the notebook unattended).");
    const answer = this.#wire.ask(this.#request, { prompt, password });
    if (answer === undefined)
      throw new InterruptedError("The cell was interrupted while it asked for input.");
    return answer;
  }

  /** Makes `process.stdout` and `process.stderr` write to the notebook. */
  capture(): void {
    for (const name of ["stdout", "stderr"] as const) {
      process[name].write = ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
        this.write(name, chunk);
        const callback = typeof encoding === "function" ? encoding : done;
        if (typeof callback === "function") queueMicrotask(() => callback());
        return true;
      }) as typeof process.stdout.write;
    }
  }
}
