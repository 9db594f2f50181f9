// Refuses a Node that is too old before anything else runs. Old syntax on purpose: an old Node must be able to say it.

/** The sentence to print, or "" when this Node will do: 20.19 and 22.12 are the first that can require() ES modules. */
export function nodeProblem(version) {
  const [major, minor] = version.split(".").map(Number);
  const usable = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  if (usable) return "";
  return (
    `txlab needs Node 20.19 or newer (on the 22 line: 22.12 or newer), and this is Node ${version}. ` +
    "Install a current one from https://nodejs.org or with your version manager (nvm install 22), then run the command again."
  );
}

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}
