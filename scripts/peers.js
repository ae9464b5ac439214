// Runs the tests beside real programs (`npm run peers`), which are compiled like all others.
import { runPeers } from "../build/test/peers/helpers/run-peers.js";

process.exitCode = await runPeers(process.argv.slice(2));
