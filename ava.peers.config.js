export default {
  files: ["build/test/peers/*.js"],
  environmentVariables: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", NO_COLOR: "1" },
  // Each file has real programs of its own, some five hundred megabytes of them, and much of its time is waiting.
  concurrency: 2,
  // Peers are tied to the process that started them; a thread's end would not always end them.
  workerThreads: false,
  timeout: "5m",
};
