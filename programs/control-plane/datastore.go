package main

import (
	"context"
	"fmt"
	"net/url"

	"go.etcd.io/etcd/server/v3/embed"
)

// startDatastore runs etcd in this process and returns the address it listens on.
func startDatastore(ctx context.Context, f *folder) (*embed.Etcd, string, error) {
	config := embed.NewConfig()
	config.Dir = f.path("etcd")
	config.LogLevel = "error"
	config.LogOutputs = []string{f.path("etcd.log")}
	// The data dies with the test, so surviving a power cut is not worth the disk's time.
	config.UnsafeNoFsync = true
	// Its own client would dial the address as it was asked for, with port 0.
	config.EnableGRPCGateway = false
	anyPort := []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	config.ListenClientUrls, config.AdvertiseClientUrls = anyPort, anyPort
	config.ListenPeerUrls, config.AdvertisePeerUrls = anyPort, anyPort
	config.InitialCluster = config.InitialClusterFromName(config.Name)

	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return nil, "", fmt.Errorf("etcd did not start: %w", err)
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return etcd, "http://" + etcd.Clients[0].Addr().String(), nil
	case err := <-etcd.Err():
		return nil, "", fmt.Errorf("etcd stopped: %w", err)
	case <-ctx.Done():
		etcd.Close()
		return nil, "", ctx.Err()
	}
}
