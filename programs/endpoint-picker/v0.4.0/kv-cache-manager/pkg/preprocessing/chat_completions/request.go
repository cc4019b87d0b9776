// Package preprocessing stands in for the chat template renderer, which embeds Python and so needs cgo.
package preprocessing

// ChatMessage is one turn of a conversation.
type ChatMessage struct{ Role, Content string }

// RenderJinjaTemplateRequest has the fields that the scorer fills in.
type RenderJinjaTemplateRequest struct {
	Conversations             []ChatMessage
	Tools, Documents          []any
	ChatTemplate              string
	ReturnAssistantTokensMask bool
	ContinueFinalMessage      bool
	AddGenerationPrompt       bool
	ChatTemplateKWArgs        map[string]any
}
