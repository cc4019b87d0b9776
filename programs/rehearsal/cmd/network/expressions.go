package main

import (
	"slices"

	"github.com/google/nftables"
	"github.com/google/nftables/binaryutil"
	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"
)

// Register 1 has 16 bytes; these are its words after the first. A key of several parts is read from neighbours.
const (
	secondRegister = unix.NFT_REG32_01
	thirdRegister  = unix.NFT_REG32_02
	fourthRegister = unix.NFT_REG32_03
)

const icmpPortUnreachable = 3

// translateToEndpoint throws dice for one of the endpoints of a Service's port.
func translateToEndpoint(endpoints *nftables.Set) []expr.Any {
	return join(destination(1), protocolAndPort(secondRegister), []expr.Any{
		&expr.Numgen{Register: fourthRegister, Type: unix.NFT_NG_RANDOM, Modulus: diceSides},
		&expr.Byteorder{SourceRegister: fourthRegister, DestRegister: fourthRegister, Op: expr.ByteorderHton,
			Len: 4, Size: 4},
		&expr.Lookup{SourceRegister: 1, DestRegister: 1, IsDestRegSet: true, SetID: endpoints.ID, SetName: endpoints.Name},
		&expr.NAT{Type: expr.NATTypeDestNAT, Family: unix.NFPROTO_IPV4, RegAddrMin: 1, RegProtoMin: secondRegister,
			Specified: true},
	})
}

func source(register uint32) []expr.Any {
	return []expr.Any{&expr.Payload{DestRegister: register, Base: expr.PayloadBaseNetworkHeader, Offset: 12, Len: 4}}
}

func destination(register uint32) []expr.Any {
	return []expr.Any{&expr.Payload{DestRegister: register, Base: expr.PayloadBaseNetworkHeader, Offset: 16, Len: 4}}
}

// protocolAndPort fill two registers, with some number for protocols that have no ports.
func protocolAndPort(register uint32) []expr.Any {
	return []expr.Any{
		&expr.Meta{Key: expr.MetaKeyL4PROTO, Register: register},
		&expr.Payload{DestRegister: register + 1, Base: expr.PayloadBaseTransportHeader, Offset: 2, Len: 2},
	}
}

func protocolIs(protocol byte) []expr.Any {
	return []expr.Any{
		&expr.Meta{Key: expr.MetaKeyL4PROTO, Register: 1},
		&expr.Cmp{Op: expr.CmpOpEq, Register: 1, Data: []byte{protocol}},
	}
}

// notOpening are all TCP packets but the first of a connection.
func notOpening() []expr.Any {
	const fin, syn, rst, ack = 1, 2, 4, 16
	return []expr.Any{
		&expr.Payload{DestRegister: 1, Base: expr.PayloadBaseTransportHeader, Offset: 13, Len: 1},
		&expr.Bitwise{SourceRegister: 1, DestRegister: 1, Len: 1, Mask: []byte{fin | syn | rst | ack}, Xor: []byte{0}},
		&expr.Cmp{Op: expr.CmpOpNeq, Register: 1, Data: []byte{syn}},
	}
}

func establishedOrRelated() []expr.Any {
	return anyBit(expr.CtKeySTATE, expr.CtStateBitESTABLISHED|expr.CtStateBitRELATED)
}

// translated connections go elsewhere than they were sent.
func translated() []expr.Any {
	const statusDestinationNAT = 1 << 5
	return anyBit(expr.CtKeySTATUS, statusDestinationNAT)
}

func anyBit(key expr.CtKey, bits uint32) []expr.Any {
	none := make([]byte, 4)
	return []expr.Any{
		&expr.Ct{Key: key, Register: 1},
		&expr.Bitwise{SourceRegister: 1, DestRegister: 1, Len: 4, Mask: binaryutil.NativeEndian.PutUint32(bits), Xor: none},
		&expr.Cmp{Op: expr.CmpOpNeq, Register: 1, Data: none},
	}
}

func in(set *nftables.Set) []expr.Any {
	return []expr.Any{&expr.Lookup{SourceRegister: 1, SetID: set.ID, SetName: set.Name}}
}

func record(set *nftables.Set) []expr.Any {
	return []expr.Any{&expr.Dynset{SrcRegKey: 1, SetID: set.ID, SetName: set.Name, Operation: unix.NFT_DYNSET_OP_UPDATE}}
}

func reject(kind uint32, code uint8) []expr.Any {
	return []expr.Any{&expr.Reject{Type: kind, Code: code}}
}

func verdict(kind expr.VerdictKind, chain string) []expr.Any {
	return []expr.Any{&expr.Verdict{Kind: kind, Chain: chain}}
}

func join(parts ...[]expr.Any) []expr.Any { return slices.Concat(parts...) }
