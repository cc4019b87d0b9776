package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"time"
)

// serve answers what the API server asks the kubelet of a node, and returns the port that it listens on.
func (k *kubelet) serve(ctx context.Context) (int32, error) {
	certificate, err := selfSigned()
	if err != nil {
		return 0, err
	}
	listener, err := tls.Listen("tcp", net.JoinHostPort(k.address, "0"),
		&tls.Config{Certificates: []tls.Certificate{certificate}})
	if err != nil {
		return 0, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", k.logs.answer)
	// WebSocket clients send a GET, SPDY clients a POST.
	exec := execServer{find: k.running}
	mux.HandleFunc("GET /exec/{namespace}/{pod}/{container}", exec.answer)
	mux.HandleFunc("POST /exec/{namespace}/{pod}/{container}", exec.answer)
	server := &http.Server{Handler: mux, ErrorLog: log.New(io.Discard, "", 0)}
	context.AfterFunc(ctx, func() { server.Close() })
	go server.Serve(listener)
	return int32(listener.Addr().(*net.TCPAddr).Port), nil
}

func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
