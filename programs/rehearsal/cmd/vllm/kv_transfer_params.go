package main

// kvTransferParams say, in requests and answers, who has the KV cache of a prompt. Source: vLLM 0.11.0
// vllm/distributed/kv_transfer/kv_connector/v1/nixl_connector.py:440.
type kvTransferParams struct {
	DoRemotePrefill bool   `json:"do_remote_prefill"`
	DoRemoteDecode  bool   `json:"do_remote_decode"`
	RemoteBlockIDs  []int  `json:"remote_block_ids"`
	RemoteEngineID  string `json:"remote_engine_id"`
	RemoteRequestID string `json:"remote_request_id,omitempty"`
	RemoteHost      string `json:"remote_host"`
	RemotePort      int    `json:"remote_port"`
	TPSize          int    `json:"tp_size"`
}

// missing names a parameter without which vLLM computes the prompt itself. The request's id is one of them from 0.15
// on.
func (p *kvTransferParams) missing(v *vocabulary) string {
	switch {
	case len(p.RemoteBlockIDs) == 0:
		return "remote_block_ids"
	case p.RemoteEngineID == "":
		return "remote_engine_id"
	case p.RemoteHost == "":
		return "remote_host"
	case p.RemotePort == 0:
		return "remote_port"
	case p.RemoteRequestID == "" && v.since(15):
		return "remote_request_id"
	}
	return ""
}
