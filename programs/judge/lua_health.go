package main

import (
	"encoding/json"
	"fmt"

	lua "github.com/yuin/gopher-lua"
)

// luaHealth runs a health check as Argo CD does: in gopher-lua, with the object as the global `obj`, for the table that
// it returns.
func luaHealth(input []byte) (any, error) {
	var request struct {
		Script string         `json:"script"`
		Object map[string]any `json:"object"`
	}
	if err := json.Unmarshal(input, &request); err != nil {
		return nil, err
	}
	state := lua.NewState()
	defer state.Close()
	state.SetGlobal("obj", luaValue(state, request.Object))
	if err := state.DoString(request.Script); err != nil {
		return nil, err
	}
	table, ok := state.Get(-1).(*lua.LTable)
	if !ok {
		return nil, fmt.Errorf("the script must return a table, got %s", state.Get(-1).Type())
	}
	answer := map[string]string{}
	table.ForEach(func(key, value lua.LValue) { answer[key.String()] = value.String() })
	return answer, nil
}

func luaValue(state *lua.LState, value any) lua.LValue {
	switch value := value.(type) {
	case map[string]any:
		table := state.NewTable()
		for key, child := range value {
			table.RawSetString(key, luaValue(state, child))
		}
		return table
	case []any:
		table := state.NewTable()
		for _, child := range value {
			table.Append(luaValue(state, child))
		}
		return table
	case string:
		return lua.LString(value)
	case float64:
		return lua.LNumber(value)
	case bool:
		return lua.LBool(value)
	default:
		return lua.LNil
	}
}
