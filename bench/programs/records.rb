# SPDX-License-Identifier: MIT
#
# records.rb FILE - read records, group and print them
#
# Stands for scripts and web applications: lines become objects with strings,
# are grouped and sorted, and are rendered through a template to one page.
# Ruby keeps its object slots itself; longer strings, tables and the buffers
# of arrays come from malloc.

Visit = Struct.new(:client, :time, :path, :status, :size, :agent)

LINE = /^(\S+) \[(.*?)\] "\w+ (\S+)" (\d+) (\d+) "(.*?)"/
SHOWN = 200

def read(path)
  File.foreach(path, encoding: "US-ASCII").filter_map do |line|
    found = LINE.match(line) or next
    client, time, path, status, size, agent = found.captures
    Visit.new(client, time, path.split("?").first, status.to_i, size.to_i,
              agent.split)
  end
end

def row(path, visits)
  clients = visits.map(&:client).uniq.sort
  words = visits.flat_map(&:agent).tally.max_by { |word, n| [n, word] }
  <<~ROW
    <tr><td>#{path.gsub("/", " / ")}</td><td>#{visits.size}</td>
    <td>#{visits.sum(&:size)}</td><td>#{words.first}</td>
    <td>#{clients.first(20).join(", ")}</td></tr>
  ROW
end

visits = read(ARGV[0])
by_path = visits.group_by(&:path)
page = +"<table>\n"
by_path.sort_by { |path, found| [-found.size, path] }.each do |path, found|
  page << row(path, found)
end
page << "</table>\n"
puts page.lines.first(SHOWN)
puts page.size, visits.count { |visit| visit.status >= 400 }
by_day = visits.group_by { |visit| visit.time[0, 10] }
puts by_day.transform_values(&:size).inspect
