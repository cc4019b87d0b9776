package main

import (
	"github.com/google/nftables"
	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"
)

// addChains translates addresses of Services first, refuses those that were not translated, and judges what is left as
// policies do: by the addresses and ports of pods. Packets of this machine, such as probes, are not judged.
func addChains(connection *nftables.Conn, t *nftables.Table, s sets) {
	base := func(name string, kind nftables.ChainType, hook *nftables.ChainHook,
		priority *nftables.ChainPriority) *nftables.Chain {
		return connection.AddChain(&nftables.Chain{Table: t, Name: name, Type: kind, Hooknum: hook, Priority: priority})
	}
	add := func(chain *nftables.Chain, parts ...[]expr.Any) {
		connection.AddRule(&nftables.Rule{Table: t, Chain: chain, Exprs: join(parts...)})
	}
	afterTranslation := nftables.ChainPriorityRef(*nftables.ChainPriorityNATDest + 10)
	for _, hook := range []struct {
		name string
		hook *nftables.ChainHook
	}{{"prerouting", nftables.ChainHookPrerouting}, {"output", nftables.ChainHookOutput}} {
		translate := base("translate-"+hook.name, nftables.ChainTypeNAT, hook.hook, nftables.ChainPriorityNATDest)
		add(translate, translateToEndpoint(s.endpoints))
		refuse := base("refuse-"+hook.name, nftables.ChainTypeFilter, hook.hook, afterTranslation)
		add(refuse, destination(1), in(s.clusterIPs), protocolIs(unix.IPPROTO_TCP), reject(unix.NFT_REJECT_TCP_RST, 0))
		add(refuse, destination(1), in(s.clusterIPs), reject(unix.NFT_REJECT_ICMP_UNREACH, icmpPortUnreachable))
	}
	// An answer to its own address would not pass here, and not be translated back.
	hairpin := base("hairpin", nftables.ChainTypeNAT, nftables.ChainHookPostrouting, nftables.ChainPriorityNATSource)
	add(hairpin, translated(), source(1), destination(secondRegister), in(s.hairpins), []expr.Any{&expr.Masq{}})

	denied := connection.AddChain(&nftables.Chain{Table: t, Name: "denied"})
	// Late packets of connections that are over are nobody's attempt to connect.
	add(denied, protocolIs(unix.IPPROTO_TCP), notOpening(), verdict(expr.VerdictDrop, ""))
	add(denied, source(1), destination(secondRegister), protocolAndPort(thirdRegister), record(s.denied))
	add(denied, verdict(expr.VerdictDrop, ""))

	egress := connection.AddChain(&nftables.Chain{Table: t, Name: "egress-rules"})
	add(egress, source(1), destination(secondRegister), protocolAndPort(thirdRegister), in(s.egressAllowed),
		verdict(expr.VerdictReturn, ""))
	add(egress, verdict(expr.VerdictGoto, denied.Name))
	ingress := connection.AddChain(&nftables.Chain{Table: t, Name: "ingress-rules"})
	add(ingress, destination(1), source(secondRegister), protocolAndPort(thirdRegister), in(s.ingressAllowed),
		verdict(expr.VerdictReturn, ""))
	add(ingress, verdict(expr.VerdictGoto, denied.Name))

	for _, hook := range []struct {
		name string
		hook *nftables.ChainHook
	}{{"forward", nftables.ChainHookForward}, {"input", nftables.ChainHookInput}} {
		judge := base("judge-"+hook.name, nftables.ChainTypeFilter, hook.hook, nftables.ChainPriorityFilter)
		add(judge, establishedOrRelated(), verdict(expr.VerdictAccept, ""))
		add(judge, source(1), in(s.egress), verdict(expr.VerdictJump, egress.Name))
		add(judge, destination(1), in(s.ingress), verdict(expr.VerdictJump, ingress.Name))
	}
}
