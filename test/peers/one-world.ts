// Contracts in the same two worlds, whose start is the dearer part: a whole run has them here, `--only NAME` alone.
// Each leaves its worlds as they were, but for the last.
import "./audit.ts";
import "./init.ts";
import "./conflict.ts";
import "./grant.ts";
import "./setup-story.ts";
import "./refusals.ts";
