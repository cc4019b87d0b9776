local pool = { status = "Healthy", message = "No gateway refers to this pool yet" }
if obj.status == nil or obj.status.parents == nil then
  return pool
end
for _, parent in ipairs(obj.status.parents) do
  for _, condition in ipairs(parent.conditions or {}) do
    local current = condition.observedGeneration == nil or condition.observedGeneration == obj.metadata.generation
    if current and condition.status == "False" and (condition.type == "Accepted" or condition.type == "ResolvedRefs") then
      return { status = "Degraded", message = condition.type .. ": " .. (condition.message or condition.reason or "") }
    end
    if current and condition.status == "True" and condition.type == "Accepted" then
      pool.message = "Accepted"
    end
  end
end
return pool
