// Reads one object of S3 for each line on stdin, with the credentials of the AWS SDK's default chain.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// One line on stdout: exactly one member is set.
type answer struct {
	Ready bool   `json:"ready,omitempty"`
	Text  string `json:"text,omitempty"`
	Error string `json:"error,omitempty"`
}

func main() {
	loaded, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	client := s3.NewFromConfig(loaded, func(options *s3.Options) { options.UsePathStyle = true })
	say(answer{Ready: true})
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		text, err := read(client, os.Args[1], os.Args[2])
		if err != nil {
			say(answer{Error: err.Error()})
		} else {
			say(answer{Text: text})
		}
	}
}

func read(client *s3.Client, bucket, key string) (string, error) {
	object, err := client.GetObject(context.Background(), &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return "", err
	}
	defer object.Body.Close()
	text, err := io.ReadAll(object.Body)
	return string(text), err
}

func say(what answer) {
	line, _ := json.Marshal(what)
	fmt.Println(string(line))
}
