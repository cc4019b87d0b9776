package main

import (
	"context"
	"fmt"
	"net"
	"time"
)

// patience is how long an engine waits for another. Source: vLLM 0.27.1 nixl/base_worker.py:631.
const patience = 5 * time.Second

// greeting is asked on the side channel, with the id of the engine that should be there.
type greeting struct {
	EngineID  string `json:"engine_id"`
	RequestID string `json:"request_id"`
}

// peer is what an engine answers.
type peer struct {
	EngineID          string `json:"engine_id"`
	Hostname          string `json:"hostname"`
	CompatibilityHash string `json:"compatibility_hash"`
	BlockSize         int    `json:"block_size"`
	Pipeline          int    `json:"pipeline"`
	DataPort          int    `json:"data_port"`
}

func (c *nixlConnector) greet(question *greeting) (any, []byte) {
	return peer{
		EngineID: c.engineID, Hostname: c.engine.hostname, CompatibilityHash: c.compatibilityHash(),
		BlockSize: c.engine.arguments.blockSize,
		Pipeline:  c.engine.arguments.parallel.pipeline, DataPort: c.data.Addr().(*net.TCPAddr).Port,
	}, nil
}

// handshake asks the engine that has the KV cache who it is, and refuses one that this engine cannot read from.
func (c *nixlConnector) handshake(ctx context.Context, requestID string, params *kvTransferParams) (*peer, error) {
	if err := c.checkTensorParallel(params.TPSize); err != nil {
		return nil, err
	}
	found := &peer{}
	for index := range c.remoteRanks(params.TPSize) {
		address := socketAddress(params.RemoteHost, params.RemotePort+index)
		if _, err := ask(ctx, address, greeting{params.RemoteEngineID, requestID}, found); err != nil {
			return nil, fmt.Errorf("NIXL handshake with the prefill engine at tcp://%s failed: zmq.error.Again: %w", address,
				err)
		}
		if err := c.checkPeer(found, params); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// remoteRanks is how many side channels the ranks of this engine ask.
func (c *nixlConnector) remoteRanks(tensor int) int {
	if c.engine.vocabulary.since(12) {
		return 1
	}
	return max(tensor, 1)
}

// checkPeer. Sources: vLLM 0.11.0 nixl_connector.py:665,1005, 0.27.1 nixl/base_worker.py:667-700,1825. The hash came
// with 0.15. From 0.12 on it lets blocks pass that are a fraction of its own, and answers nonsense (wrongBlocks).
func (c *nixlConnector) checkPeer(p *peer, params *kvTransferParams) error {
	v, own := c.engine.vocabulary, c.engine.arguments.blockSize
	switch local := c.compatibilityHash(); {
	case v.since(15) && c.engine.arguments.kv.enforcesCompatibility() && p.CompatibilityHash != local:
		return fmt.Errorf("NIXL compatibility hash mismatch. Local: %s, Remote: %s. Prefill and decode instances have "+
			"incompatible configurations. "+
			"Both instances must use the same vLLM version, model, dtype, KV cache dtype and attention backend", local,
			p.CompatibilityHash)
	case p.EngineID == c.engineID && params.RemoteEngineID != c.engineID:
		return fmt.Errorf("Remote NIXL agent engine ID mismatch. Expected %s, received %s: %s:%d is this engine itself; "+
			"set VLLM_NIXL_SIDE_CHANNEL_HOST of the prefill pods to their pod's IP", params.RemoteEngineID, p.EngineID,
			params.RemoteHost, params.RemotePort)
	case p.EngineID != params.RemoteEngineID:
		return fmt.Errorf("Remote NIXL agent engine ID mismatch. Expected %s, received %s", params.RemoteEngineID, p.EngineID)
	case !v.since(12) && own != p.BlockSize:
		return fmt.Errorf("Remote P worker with different page/block size is not supported: self.block_size=%d, "+
			"remote_block_size=%d", own, p.BlockSize)
	case c.engine.arguments.parallel.pipeline != p.Pipeline:
		return fmt.Errorf("AssertionError: Number of KV layers must match between prefill and decode")
	case own%p.BlockSize != 0:
		return fmt.Errorf("Local block size %d is not divisible by remote block size %d", own, p.BlockSize)
	}
	return nil
}

// checkTensorParallel. Source: vLLM 0.11.0 nixl_connector.py:968; from 0.15 on either side may have more.
func (c *nixlConnector) checkTensorParallel(remote int) error {
	own := c.engine.arguments.parallel.tensor
	switch remote = max(remote, 1); {
	case own%remote == 0 || c.engine.vocabulary.since(15) && remote%own == 0:
		return nil
	case own < remote:
		return fmt.Errorf("Decode TP cannot be smaller than prefill TP: %d and %d", own, remote)
	default:
		return fmt.Errorf("Local tensor parallel size %d is not divisible by remote tensor parallel size %d", own, remote)
	}
}
