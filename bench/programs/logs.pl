# SPDX-License-Identifier: MIT
#
# logs.pl FILE - report on the log of a web server
#
# Stands for text processing: lines are taken apart by a pattern, fields are
# counted in hashes of hashes, lists grow per client, and tables are sorted
# and printed.

use strict;
use warnings;

my $nr_shown = 15;
my (%paths, %clients, %words, $bytes);

open(my $log, '<', $ARGV[0]) or die "$ARGV[0]: $!";
while (my $line = <$log>) {
	my ($client, $time, $method, $path, $status, $size, $agent, $took) =
		$line =~ m{^(\S+) \[(.*?)\] "(\w+) (\S+)" (\d+) (\d+) "(.*?)" (\d+)ms}
		or next;
	$path =~ s/\?.*//;
	$paths{$path}{$status}++;
	$paths{$path}{$method} += $took;
	push @{ $clients{$client} }, { time => $time, path => $path,
		size => $size };
	$words{$_}++ for split / /, $agent;
	$bytes += $size;
}
close $log;

# top(\%count): the names of the largest counts.
sub top {
	my ($count) = @_;
	my @names = sort { $count->{$b} <=> $count->{$a} || $a cmp $b }
		keys %$count;
	splice @names, $nr_shown if @names > $nr_shown;
	return @names;
}

my %visits = map { $_ => scalar @{ $clients{$_} } } keys %clients;
for my $client (top(\%visits)) {
	my @walk = map { "$_->{time} $_->{path}" }
		sort { $a->{time} cmp $b->{time} || $a->{path} cmp $b->{path} }
		@{ $clients{$client} };
	print "$client: ", scalar @walk, " $walk[0] .. $walk[-1] ",
		length(join "\n", @walk), "\n";
}
my %failed = map { $_ => $paths{$_}{404} // 0 } keys %paths;
print "$_ failed $failed{$_}\n" for top(\%failed);
print "$_ $words{$_}\n" for top(\%words);
print "$bytes bytes, ", scalar keys %paths, " paths\n";
