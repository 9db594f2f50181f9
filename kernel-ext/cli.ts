#!/usr/bin/env node
/** The command `txlab`: each subcommand is a file of commands/, loaded when it is called. */
type Command = (args: readonly string[]) => Promise<number> | number;

const commands: Record<string, { about: string; load: () => Promise<Command> }> = {
  install: {
    about: "register the kernel with Jupyter",
    load: async () => (await import("./commands/install.js")).install,
  },
  synth: {
    about: "write synthetic data with known truth",
    load: async () => (await import("./commands/synth.js")).synth,
  },
  lab: {
    about: "open JupyterLab with the kernel",
    load: async () => (await import("./commands/lab.js")).lab,
  },
  doctor: {
    about: "check Node, Jupyter, the kernel and its native modules",
    load: async () => (await import("./commands/doctor.js")).doctor,
  },
  test: {
    about: "execute notebooks as tests",
    load: async () => (await import("./commands/test.js")).test,
  },
};

const [name = "help", ...args] = process.argv.slice(2);
const command = commands[name];
if (command) {
  process.exitCode = await (await command.load())(args);
} else {
  const list = Object.entries(commands).map(([key, { about }]) => `  txlab ${key.padEnd(10)} ${about}`);
  const known = name === "help" || name === "--help" || name === "-h";
  const text = ["usage: txlab <command> [--help]", "", ...list, ""].join("\n");
  if (known) process.stdout.write(text);
  else process.stderr.write(`txlab has no command "${name}".\n\n${text}`);
  process.exitCode = known ? 0 : 2;
}
