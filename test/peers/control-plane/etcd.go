package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/embed"
)

// startDeadline is generous: the machine may be compiling beside it.
const startDeadline = 60 * time.Second

// newEtcdCommand returns a command that runs one etcd member, alone, until it is told to stop.
func newEtcdCommand() *cobra.Command {
	var folder, client, peer string
	command := &cobra.Command{
		Use:           "etcd",
		Short:         "Run one etcd member that forgets to be durable: its data live as long as the test",
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(*cobra.Command, []string) error {
			return runEtcd(folder, client, peer)
		},
	}
	command.Flags().StringVar(&folder, "data-dir", "", "folder of the data")
	command.Flags().StringVar(&client, "client-url", "", "URL that the API server connects to")
	command.Flags().StringVar(&peer, "peer-url", "", "URL for other members; none come, but etcd insists on one")
	return command
}

func runEtcd(folder, client, peer string) error {
	config, err := etcdConfig(folder, client, peer)
	if err != nil {
		return err
	}
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return err
	}
	defer etcd.Close()

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	late := time.After(startDeadline)
	ready := etcd.Server.ReadyNotify()
	for {
		select {
		case <-ready:
			fmt.Fprintln(os.Stderr, "etcd is ready at", client)
			ready, late = nil, nil
		case <-late:
			return errors.New("etcd was not ready in time")
		case err := <-etcd.Err():
			return err
		case <-stop:
			return nil
		}
	}
}

func etcdConfig(folder, client, peer string) (*embed.Config, error) {
	clientURL, err := url.Parse(client)
	if err != nil {
		return nil, err
	}
	peerURL, err := url.Parse(peer)
	if err != nil {
		return nil, err
	}
	config := embed.NewConfig()
	config.Dir = folder
	config.ListenClientUrls = []url.URL{*clientURL}
	config.AdvertiseClientUrls = []url.URL{*clientURL}
	config.ListenPeerUrls = []url.URL{*peerURL}
	config.AdvertisePeerUrls = []url.URL{*peerURL}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	config.LogLevel = "warn"
	// Nothing outlives the test, so waiting for the disk would buy nothing.
	config.UnsafeNoFsync = true
	return config, nil
}
