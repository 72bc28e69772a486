-- SPDX-License-Identifier: MIT
--
-- objects.lua EXPRESSIONS - parse, simplify and evaluate arithmetic
--
-- Stands for an interpreter of small tables and strings, as in games and
-- editors: each expression is written, split into tokens, parsed to a tree
-- of tables, differentiated, simplified, evaluated and written again.

local DEPTH = 5
local KEPT = 2000 -- results that live on, the oldest replaced

-- A generator of our own: Lua's differs between versions.
local state = 12345
local function random(n)
	state = (state * 1103515245 + 12345) % 2147483648
	return (state >> 8) % n + 1
end

local function write_random(depth)
	if depth == 0 or random(8) == 1 then
		return random(2) == 1 and "x" or tostring(random(99))
	end
	local op = ({ "+", "-", "*" })[random(3)]
	return "( " .. write_random(depth - 1) .. " " .. op .. " "
		.. write_random(depth - 1) .. " )"
end

local function tokens(text)
	local list = {}
	for token in text:gmatch("%S+") do list[#list + 1] = token end
	return list
end

local function parse(list, at)
	if list[at] ~= "(" then
		local n = tonumber(list[at])
		return n and { op = "n", value = n } or { op = "x" }, at + 1
	end
	local left, op, right
	left, at = parse(list, at + 1)
	op = list[at]
	right, at = parse(list, at + 1)
	return { op = op, left = left, right = right }, at + 1
end

local function node(op, left, right)
	if left.op == "n" and right.op == "n" then
		local a, b = left.value, right.value
		return { op = "n", value = op == "+" and a + b
			or op == "-" and a - b or a * b % 1000003 }
	elseif op == "*" and (left.value == 0 or right.value == 0) then
		return { op = "n", value = 0 }
	end
	return { op = op, left = left, right = right }
end

local function derive(e)
	if e.op == "n" then return { op = "n", value = 0 } end
	if e.op == "x" then return { op = "n", value = 1 } end
	local l, r = derive(e.left), derive(e.right)
	if e.op ~= "*" then return node(e.op, l, r) end
	return node("+", node("*", l, e.right), node("*", e.left, r))
end

local function evaluate(e, x)
	if e.op == "n" then return e.value end
	if e.op == "x" then return x end
	local a, b = evaluate(e.left, x), evaluate(e.right, x)
	if e.op == "+" then return (a + b) % 1000003 end
	if e.op == "-" then return (a - b) % 1000003 end
	return a * b % 1000003
end

local function write(e)
	if e.op == "n" then return tostring(e.value) end
	if e.op == "x" then return "x" end
	return "(" .. write(e.left) .. " " .. e.op .. " " .. write(e.right) .. ")"
end

local kept, sum = {}, 0
for i = 1, tonumber(arg[1]) do
	local tree = derive((parse(tokens(write_random(DEPTH)), 1)))
	local text = write(tree)
	kept[i % KEPT] = { text = text, tree = tree, value = evaluate(tree, i) }
	sum = (sum * 31 + #text + kept[i % KEPT].value) % 1000000007
end
print(sum, kept[0] and #kept[0].text or 0)
