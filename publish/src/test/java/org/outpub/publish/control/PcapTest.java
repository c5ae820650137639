package org.outpub.publish.control;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.publication.TracedMessage;

class PcapTest {
    private static final Path TSHARK = Path.of("/usr/bin/tshark");
    private static final byte[] OPTIONS =
            ("OPTIONS sip:a@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
                            + "Call-ID: one\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(US_ASCII);

    @TempDir
    Path folder;

    private static TracedMessage message(String local, String remote, boolean sent, byte[] bytes) throws IOException {
        return new TracedMessage(
                1,
                Instant.parse("2026-01-02T03:04:05.678901Z"),
                sent,
                "TLS",
                new InetSocketAddress(InetAddress.getByName(local), 5060),
                new InetSocketAddress(InetAddress.getByName(remote), 50_000),
                "one",
                bytes);
    }

    @Test
    void aRecordSaysWhenFromWhereToWhereAndHowLong() throws IOException {
        byte[] record = TraceView.record(message("192.0.2.1", "198.51.100.2", false, new byte[] {1, 2, 3}));
        assertEquals(16 + 20 + 8 + 3, record.length);
        assertEquals((byte) 198, record[16 + 12]);
        assertEquals((byte) 192, record[16 + 16]);
        assertEquals(3, record[record.length - 1]);
    }

    @Test
    void whatIsTooLongForADatagramIsCut() throws IOException {
        byte[] record = TraceView.record(message("192.0.2.1", "198.51.100.2", true, new byte[100_000]));
        assertEquals(16 + 65_535, record.length);
    }

    @Test
    void wiresharkReadsSipInIt() throws Exception {
        assumeTrue(Files.isExecutable(TSHARK), "tshark is not installed");
        Path file = folder.resolve("trace.pcap");
        Files.write(
                file,
                TraceView.pcap(List.of(
                        message("192.0.2.1", "198.51.100.2", true, OPTIONS),
                        message("2001:db8::1", "2001:db8::2", false, OPTIONS))));
        Process tshark = new ProcessBuilder(
                        TSHARK.toString(),
                        "-r",
                        file.toString(),
                        "-o",
                        "ip.check_checksum:TRUE",
                        "-T",
                        "fields",
                        "-e",
                        "frame.time_epoch",
                        "-e",
                        "ip.src",
                        "-e",
                        "ipv6.src",
                        "-e",
                        "udp.dstport",
                        "-e",
                        "ip.checksum.status",
                        "-e",
                        "sip.Call-ID",
                        "-E",
                        "separator=,")
                .redirectError(folder.resolve("errors").toFile())
                .start();
        String text = new String(tshark.getInputStream().readAllBytes(), US_ASCII);
        assertEquals(0, tshark.waitFor());
        List<String> lines = text.lines().toList();
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).endsWith(",192.0.2.1,,50000,1,one"), text);
        assertTrue(lines.get(1).endsWith(",,2001:db8::2,5060,,one"), text);
        assertTrue(text.contains("05.678901") || text.contains("45.678901"), text);
    }
}
