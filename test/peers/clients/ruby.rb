# Reads one object of S3 for each line on stdin, with the credentials of the AWS SDK's default chain.
require "aws-sdk-s3"
require "json"

# 0 is what the SDK does by itself.
RETRIES = Integer(ARGV.fetch(2))

def say(answer)
  puts JSON.generate(answer)
  $stdout.flush
end

def read(bucket, key)
  # The SDK looks for credentials when the client is made, and keeps what it found, which may be none.
  $client ||= Aws::S3::Client.new(
    endpoint: ENV.fetch("AWS_ENDPOINT_URL"),
    force_path_style: true,
    instance_profile_credentials_retries: RETRIES
  )
  { text: $client.get_object(bucket: bucket, key: key).body.read }
rescue StandardError => error
  { error: "#{error.class}: #{error.message}" }
end

# Loaded on first use otherwise, which is not to be counted.
Aws::S3::Client
say({ ready: true })
$stdin.each_line { say(read(*ARGV.take(2))) }
