// The program that holds a network namespace: opens the tunnels that its arguments name as FROM=TO, until it is ended.
import { openTunnel } from "./netns-tunnel.ts";

for (const pair of process.argv.slice(2)) {
  const [from = "", to = ""] = pair.split("=");
  await openTunnel(from, to);
}
// Keeps the process even where there is no tunnel.
setInterval(() => {}, 2 ** 30);
process.stdout.write("ready\n");
