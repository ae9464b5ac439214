#!/usr/bin/env node
// The executable: hands the process to the built program and keeps its exit code.

// iamctl pins its SDK, so which Node versions a later SDK wants is not the user's business.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const { main } = await import("../build/src/main.js");
process.exitCode = await main();
