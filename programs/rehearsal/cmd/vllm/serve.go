package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"
)

// serve ends well when the context does; whatever is wrong with the arguments is an error before it listens.
func serve(ctx context.Context, words []string) error {
	vocabulary, err := readVocabulary(os.Getenv("REHEARSAL_VLLM_FLAGS"))
	if err != nil {
		return err
	}
	given, err := parseArguments(vocabulary, words)
	if err != nil {
		return err
	}
	gpus, err := readGPUs()
	if err != nil {
		return err
	}
	arguments, err := readEngineArguments(vocabulary, given, gpus)
	if err != nil {
		return err
	}
	pace, err := readPace()
	if err != nil {
		return err
	}
	logLine("INFO", "vLLM API server version %s, model %s", vocabulary.Version, arguments.model)
	if !pause(ctx, pace.load) {
		return nil
	}
	hostname, err := os.Hostname()
	if err != nil {
		return err
	}
	engine, err := startEngine(vocabulary, arguments, pace, hostname)
	if err != nil {
		return err
	}
	defer engine.close()
	return listen(ctx, engine)
}

// listen answers until the context ends. vLLM closes connections then, or from 0.18 on waits for --shutdown-timeout
// first.
func listen(ctx context.Context, e *engine) error {
	listener, err := net.Listen("tcp", net.JoinHostPort(e.arguments.host, strconv.Itoa(e.arguments.port)))
	if err != nil {
		return fmt.Errorf("OSError: error while attempting to bind on --host %s --port %d: %w", e.arguments.host,
			e.arguments.port, err)
	}
	keepAlive, err := readNumber("VLLM_HTTP_TIMEOUT_KEEP_ALIVE", 5)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: routes(e), IdleTimeout: time.Duration(keepAlive * float64(time.Second)),
		ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	logLine("INFO", "Application startup complete. Starting vLLM API server 0 on http://%s", listener.Addr())
	fmt.Printf(`{"ready":true,"address":%q}`+"\n", listener.Addr())
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	timeout := time.Duration(float64(e.arguments.shutdownSeconds) / e.pace.scale * float64(time.Second))
	logLine("INFO", "[shutdown] API server: shutdown triggered, %d requests in flight, timeout %v",
		e.metrics.inFlight(), timeout)
	drain, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	if server.Shutdown(drain) != nil {
		return server.Close()
	}
	return nil
}
