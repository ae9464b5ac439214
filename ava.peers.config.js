export default {
  files: ["build/test/peers/*.js"],
  environmentVariables: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", NO_COLOR: "1" },
  // A world is two hundred megabytes to half a gigabyte of other people's programs.
  concurrency: 1,
  // Peers are tied to the process that started them; a thread's end would not always end them.
  workerThreads: false,
  timeout: "5m",
};
