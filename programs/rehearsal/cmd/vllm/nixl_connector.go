package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"
)

// nixlConnector fetches KV cache from other engines and lets them fetch this one's, over TCP in place of UCX.
type nixlConnector struct {
	engine   *engine
	engineID string
	// host is where the side channel listens and what other engines are told, both: that is what makes localhost a
	// mistake.
	host string
	port int
	// held is how long a finished prompt waits to be fetched.
	held      time.Duration
	listeners []net.Listener
	// data is the listener for blocks. UCX takes any free port too.
	data net.Listener
}

// startNixlConnector. Sources: vLLM 0.11.0 vllm/envs.py and nixl_connector.py:266, 0.27.1
// vllm/distributed/kv_transfer/kv_connector/v1/nixl.
func startNixlConnector(e *engine) (*nixlConnector, error) {
	c := &nixlConnector{engine: e, engineID: e.arguments.kv.EngineID, host: os.Getenv("VLLM_NIXL_SIDE_CHANNEL_HOST")}
	if c.engineID == "" {
		c.engineID = e.hostname + "-" + rand.Text()[:8]
	}
	if c.host == "" {
		c.host = "localhost"
	}
	base, err := readNumber("VLLM_NIXL_SIDE_CHANNEL_PORT", float64(e.vocabulary.SideChannelPort))
	if err != nil {
		return nil, err
	}
	if c.held, err = holdTime(e); err != nil {
		return nil, err
	}
	ports := sideChannelPorts(e.vocabulary, e.arguments.parallel, int(base))
	c.port = ports[0]
	for _, port := range ports {
		listener, err := net.Listen("tcp", socketAddress(c.host, port))
		if err != nil {
			c.close()
			return nil, fmt.Errorf("zmq.error.ZMQError: NIXL side channel tcp://%s:%d (VLLM_NIXL_SIDE_CHANNEL_HOST and "+
				"_PORT): %w", c.host, port, err)
		}
		c.listeners = append(c.listeners, listener)
		go answerLines(listener, c.greet)
	}
	if c.data, err = net.Listen("tcp", socketAddress(c.host, 0)); err != nil {
		c.close()
		return nil, err
	}
	go answerLines(c.data, c.give)
	logLine("INFO", "Initializing NIXL worker %s, side channel on %s:%d", c.engineID, c.host, c.port)
	return c, nil
}

func (c *nixlConnector) close() {
	for _, listener := range c.listeners {
		listener.Close()
	}
	if c.data != nil {
		c.data.Close()
	}
}

// hold is what the engine that decodes is told about a finished prompt.
func (c *nixlConnector) hold(requestID string, tokens int) *kvTransferParams {
	e := c.engine
	blocks := e.blocks.hold(tokens, c.held, func() {
		e.metrics.expire()
		logLine("WARNING", "Releasing expired KV blocks for request %s which were retrieved by 0 decode worker(s) within %v",
			requestID, c.held)
	})
	params := &kvTransferParams{
		DoRemotePrefill: true, RemoteBlockIDs: blocks, RemoteEngineID: c.engineID, RemoteHost: c.host, RemotePort: c.port,
		TPSize: e.arguments.parallel.tensor,
	}
	if e.vocabulary.since(15) {
		params.RemoteRequestID = requestID
	}
	return params
}

// load returns the engine that had the blocks, and their bytes.
func (c *nixlConnector) load(ctx context.Context, requestID string, params *kvTransferParams) (*peer, int, error) {
	found, err := c.handshake(ctx, requestID, params)
	if err != nil {
		return nil, 0, err
	}
	size, err := fetch(ctx, socketAddress(params.RemoteHost, found.DataPort),
		blockRequest{params.RemoteEngineID, requestID, params.RemoteBlockIDs})
	return found, size, err
}

// compatibilityHash covers what has to be alike in both engines. Source: vLLM 0.27.1 nixl/metadata.py.
func (c *nixlConnector) compatibilityHash() string {
	a := c.engine.arguments
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "%q", []string{
		c.engine.vocabulary.Version, a.model, a.dtype, a.cacheDtype, a.attention, a.hybridManager,
	})))
}

// sideChannelPorts has one port for each GPU of a data-parallel rank before 0.12, and one a rank from then on. Before
// 0.12 the stages of a pipeline listen on the same ports: vLLM's second stage fails to and waits without end, this
// program ends. Source: vLLM 0.11.0 nixl_connector.py:622,905.
func sideChannelPorts(v *vocabulary, p parallelism, base int) []int {
	each, stages := 1, 1
	if !v.since(12) {
		each, stages = p.tensor, max(p.pipeline, 1)
	}
	ports := []int{}
	for range stages {
		for index := range max(p.dataLocal, 1) * each {
			ports = append(ports, base+p.dataRank*each+index)
		}
	}
	return ports
}

// holdTime is 120 s in 0.11, 480 s from 0.12 on, and a lease of 30 s from 0.24 on. A decode engine renews its lease
// with heartbeats, but here it fetches when the request comes, before it waits for a place.
func holdTime(e *engine) (time.Duration, error) {
	seconds := 480.0
	var err error
	switch lease, given := e.arguments.kv.Extra["kv_lease_duration"]; {
	case e.vocabulary.since(24) && given:
		if seconds, err = strconv.ParseFloat(string(lease), 64); err != nil {
			err = valueError("kv_lease_duration of kv_connector_extra_config must be a number of seconds, got %s", lease)
		}
	case e.vocabulary.since(24):
		seconds = 30
	case e.vocabulary.since(12):
		seconds, err = readNumber("VLLM_NIXL_ABORT_REQUEST_TIMEOUT", seconds)
	default:
		seconds, err = readNumber("VLLM_NIXL_ABORT_REQUEST_TIMEOUT", 120)
	}
	return time.Duration(seconds * float64(time.Second)), err
}
