# Tables, strings and coroutines in Lua.
exec lua5.4 - <<'END'
local t, n = {}, 0
for i = 1, 200000 do
	local k = (i * 7919) % 50021
	t[k] = (t[k] or "") .. string.char(97 + i % 26)
end
for k, v in pairs(t) do n = n + k * #v end
print(n)
local list = {}
for i = 1, 100000 do list[i] = {key = (i * 104729) % 1299709, s = "s" .. i} end
table.sort(list, function(a, b) return a.key < b.key end)
print(list[1].s, list[50000].s, list[100000].s)
list = nil
collectgarbage()
local made = coroutine.wrap(function()
	for i = 1, 20000 do coroutine.yield(string.rep("x", i % 300)) end
end)
local total = 0
for s in made do total = total + #s end
print(total)
print(#table.concat((function() local r = {} for i = 1, 50000 do
	r[i] = tostring(i) end return r end)(), ","))
END
