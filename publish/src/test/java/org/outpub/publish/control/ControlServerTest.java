package org.outpub.publish.control;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationDetails;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.PublishResult;
import org.outpub.api.publication.RequestReport;
import org.outpub.api.publication.RequestReport.Result;
import org.outpub.api.publication.Workload;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.state.InboundStatus;

class ControlServerTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final PublicationStatus DESK = new PublicationStatus(
            "desk",
            Optional.empty(),
            "presence",
            Phase.PUBLISHED,
            Instant.parse("2026-01-02T03:04:05Z"),
            Optional.of("tag-1"),
            Optional.of(Instant.parse("2026-01-02T03:04:05Z")),
            Optional.of("udp:192.0.2.1:5060"),
            Optional.of(Duration.ofSeconds(90)),
            "200 OK",
            Optional.empty(),
            "");
    private static final ReloadReport REPORT = new ReloadReport(
            Map.of("auth", new ReloadReport.TypeReport(List.of("a"), List.of(), List.of(), List.of("k"), List.of(), 3)),
            List.of(ConfigProblem.error(Origin.of("pjsip.conf", 7), "wrong")));

    private final Control control = mock(Control.class);
    private final PublishClient client = mock(PublishClient.class);
    private final Counters counters = new Counters(Clock.systemUTC());
    private final HttpClient http = HttpClient.newHttpClient();
    private ControlServer server;

    @BeforeEach
    void start() throws IOException {
        when(control.peers()).thenReturn(Peers.NONE);
        when(control.statuses()).thenReturn(completedFuture(List.of(DESK)));
        when(control.details(any(), any())).thenReturn(completedFuture(List.of()));
        when(control.details("desk", Optional.empty())).thenReturn(completedFuture(List.of(details(DESK))));
        when(control.places(any())).thenReturn(Map.of("", Origin.of("pjsip.conf", 3)));
        when(control.about()).thenReturn(new About("1.2.3", Instant.EPOCH, "/etc/outpub"));
        when(control.client(any())).thenReturn(completedFuture(Optional.empty()));
        when(control.client("desk")).thenReturn(completedFuture(Optional.of(client)));
        when(control.reload()).thenReturn(REPORT);
        when(control.lastReload()).thenReturn(REPORT);
        when(control.workload()).thenReturn(new Workload(Map.of(), 0, 0));
        server = ControlServer.start(LOOPBACK, Optional.empty(), control, counters);
    }

    private static PublicationDetails details(PublicationStatus status) {
        PublicationBody body = PublicationBody.of("text/plain", "open");
        return new PublicationDetails(
                status, Optional.of(body), Optional.of(body), Optional.empty(), 0, "the time to refresh it", List.of());
    }

    private static PublicationStatus status(String id, String user) {
        return new PublicationStatus(
                id,
                Optional.ofNullable(user),
                "dialog",
                Phase.RETRYING,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "403 No",
                Optional.of(Instant.EPOCH),
                "403 No; check event");
    }

    @AfterEach
    void end() {
        server.close();
    }

    private HttpResponse<String> ask(String method, String path, String body, String... headers) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void publicationsAreListedWithAllThatIsKnown() throws Exception {
        assertEquals(
                new ObjectMapper()
                        .readTree("[{\"id\":\"desk\",\"event\":\"presence\",\"phase\":\"published\","
                                + "\"since\":\"2026-01-02T03:04:05Z\",\"entityTag\":\"tag-1\","
                                + "\"confirmed\":\"2026-01-02T03:04:05Z\",\"server\":\"udp:192.0.2.1:5060\","
                                + "\"nextSeconds\":90,"
                                + "\"last\":\"200 OK\"}]"),
                json(ask("GET", "/publications", "")));
    }

    @Test
    void publicationsAreListedByName() throws Exception {
        when(control.statuses())
                .thenReturn(completedFuture(
                        List.of(status("lamps", "2002"), DESK, status("lamps", "2001"), status("a", null))));
        List<String> names = new ArrayList<>();
        for (JsonNode one : json(ask("GET", "/publications", ""))) {
            names.add(one.path("id").asText() + one.path("user").asText());
        }
        assertEquals(List.of("a", "desk", "lamps2001", "lamps2002"), names);
    }

    @Test
    void onePublicationIsToldWithItsDocumentAndWhatItWaitsFor() throws Exception {
        JsonNode desk = json(ask("GET", "/publications/desk", "")).get(0);
        assertEquals("tag-1", desk.path("entityTag").asText());
        assertEquals("pjsip.conf:3", desk.path("place").asText());
        assertEquals("the time to refresh it", desk.path("waitsFor").asText());
        assertEquals(
                new ObjectMapper()
                        .readTree("{\"contentType\":\"text/plain\",\"bytes\":4,\"text\":\"open\",\"confirmed\":true}"),
                desk.path("document"));
        assertEquals("That is what it should have.", desk.at("/why/1").asText());
    }

    @Test
    void aUserIsFoundUnderTheNameThatTheListHas() throws Exception {
        when(control.details("lamps", Optional.of("20/01")))
                .thenReturn(completedFuture(List.of(details(status("lamps", "20/01")))));
        for (String path : List.of("/publications/lamps%2F20%2F01", "/publications/lamps/users/20%2F01")) {
            JsonNode one = json(ask("GET", path, "")).get(0);
            assertEquals("20/01", one.path("user").asText());
            assertEquals("403 No; check event", one.path("reason").asText());
        }
    }

    @Test
    void anObjectWhoseNameHoldsASlashIsNotTakenForAUser() throws Exception {
        when(control.details("a/b", Optional.empty()))
                .thenReturn(completedFuture(List.of(details(status("a/b", null)))));
        assertEquals(
                "a/b",
                json(ask("GET", "/publications/a%2Fb", "")).get(0).path("id").asText());
        assertEquals(202, ask("POST", "/publications/a%2Fb/retry", "").statusCode());
        verify(control).push("a/b", Optional.empty());
    }

    @Test
    void whatIsMisspeltIsAnsweredWithTheNearestAndWhatIsRefusedWithWhy() throws Exception {
        assertTrue(ask("GET", "/publications/dsk", "").body().contains("did you mean 'desk'?"));
        when(control.lastReload())
                .thenReturn(new ReloadReport(
                        Map.of(),
                        List.of(ConfigProblem.error(Origin.of("pjsip.conf", 9), "outbound-publish 'bad': no event"))));
        String refused = ask("GET", "/publications/bad", "").body();
        assertTrue(refused.contains("cannot be used: pjsip.conf:9: outbound-publish 'bad': no event"), refused);
    }

    @Test
    void aRetryIsPassedOnForAnObjectAUserOrAllThatFail() throws Exception {
        when(control.details("lamps", Optional.of("2001")))
                .thenReturn(completedFuture(List.of(details(status("lamps", "2001")))));
        when(control.pushAll()).thenReturn(completedFuture(17));
        assertEquals(
                1,
                json(ask("POST", "/publications/desk/retry", ""))
                        .path("retried")
                        .asInt());
        assertEquals(
                202, ask("POST", "/publications/lamps/users/2001/retry", "").statusCode());
        assertEquals(17, json(ask("POST", "/retry", "")).path("retried").asInt());
        verify(control).push("desk", Optional.empty());
        verify(control).push("lamps", Optional.of("2001"));
        assertEquals(404, ask("POST", "/publications/nobody/retry", "").statusCode());
        assertEquals(405, ask("GET", "/publications/desk/retry", "").statusCode());
    }

    @Test
    void theDocumentThatShouldBeAtTheServerIsGivenAsItIs() throws Exception {
        HttpResponse<String> answer = ask("GET", "/publications/desk/content", "");
        assertEquals("open", answer.body());
        assertEquals("text/plain", answer.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(answer.headers()
                .firstValue("Content-Security-Policy")
                .orElseThrow()
                .contains("sandbox"));
    }

    @Test
    void whatIsLoggedIsToldAndChanged() throws Exception {
        when(control.logLevel(any())).thenReturn(LogLevel.INFO);
        assertEquals("info", json(ask("GET", "/log-level", "")).path("level").asText());
        assertEquals(200, ask("PUT", "/log-level", "DEBUG\n").statusCode());
        assertEquals(200, ask("PUT", "/log-level/io.netty", "error").statusCode());
        verify(control).logLevel("", LogLevel.DEBUG);
        verify(control).logLevel("io.netty", LogLevel.ERROR);
        assertFalse(json(ask("GET", "/log-level/nope", "")).path("used").asBoolean(true), "nobody logs by that name");
        HttpResponse<String> wrong = ask("PUT", "/log-level", "verbose");
        assertEquals(400, wrong.statusCode());
        assertTrue(wrong.body().contains("expected error, warn, info, debug"), wrong.body());
        assertEquals(405, ask("POST", "/log-level", "debug").statusCode());
    }

    @Test
    void theStatusTellsWhatIsRunning() throws Exception {
        JsonNode status = json(ask("GET", "/status", ""));
        assertEquals("1.2.3", status.path("version").asText());
        assertEquals("1970-01-01T00:00:00Z", status.path("started").asText());
        assertEquals("/etc/outpub", status.path("configuration").asText());
    }

    @Test
    void aReloadAnswersWithItsReport() throws Exception {
        JsonNode report = json(ask("POST", "/reload", ""));
        assertEquals("a", report.at("/types/auth/created/0").asText());
        assertEquals("k", report.at("/types/auth/kept/0").asText());
        assertEquals(3, report.at("/types/auth/unchanged").asInt());
        assertEquals("pjsip.conf:7", report.at("/problems/0/place").asText());
        assertEquals("error", report.at("/problems/0/severity").asText());
    }

    @Test
    void anEmptiedConfigurationIsAcceptedOnlyByWhoSaysSo() throws Exception {
        when(control.reloadAcceptingEmpty()).thenReturn(new ReloadReport(Map.of(), List.of()));
        assertEquals(200, ask("POST", "/reload", "").statusCode());
        verify(control, never()).reloadAcceptingEmpty();
        assertEquals(200, ask("POST", "/reload/accept-empty", "").statusCode());
        verify(control).reloadAcceptingEmpty();
        assertEquals(405, ask("GET", "/reload/accept-empty", "").statusCode());
        assertEquals(404, ask("POST", "/reload/accept-all", "").statusCode());
    }

    @Test
    void contentIsPublishedAndConfirmed() throws Exception {
        when(client.publish(any())).thenReturn(completedFuture(new PublishResult.Confirmed()));
        HttpResponse<String> answer = ask("PUT", "/publications/desk/content", "open", "Content-Type", "text/plain");
        assertEquals(200, answer.statusCode());
        assertEquals("confirmed", json(answer).get("result").asText());
        verify(client).publish(PublicationBody.of("text/plain", "open"));
    }

    @Test
    void contentOfAUserGoesToThatUser() throws Exception {
        PublishClient user = mock(PublishClient.class);
        when(client.user("2001 a/b")).thenReturn(user);
        when(user.remove()).thenReturn(completedFuture(new PublishResult.Superseded()));
        HttpResponse<String> answer = ask("DELETE", "/publications/desk/users/2001%20a%2Fb/content", "");
        assertEquals("superseded", json(answer).get("result").asText());
    }

    @Test
    void aUserWhereThereAreNoneIsAnErrorOfTheCaller() throws Exception {
        when(client.user("x")).thenThrow(new IllegalStateException("desk: users need multi_user=yes"));
        HttpResponse<String> answer = ask("DELETE", "/publications/desk/users/x/content", "");
        assertEquals(400, answer.statusCode());
        assertEquals(
                "desk: users need multi_user=yes", json(answer).get("error").asText());
    }

    @Test
    void aPublicationThatEndedIsAConflict() throws Exception {
        when(client.remove()).thenReturn(completedFuture(new PublishResult.Ended("the object is gone")));
        HttpResponse<String> answer = ask("DELETE", "/publications/desk/content", "");
        assertEquals(409, answer.statusCode());
        assertEquals("the object is gone", json(answer).get("error").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "Multipart/Form-Data; boundary=x"})
    void aFormIsNoDocument(String type) throws Exception {
        HttpResponse<String> answer = ask("PUT", "/publications/desk/content", "open", "Content-Type", type);
        assertEquals(400, answer.statusCode());
        assertTrue(json(answer).get("error").asText().contains("such as Content-Type: application/pidf+xml"));
        verify(client, never()).publish(any());
    }

    @Test
    void aDocumentWithoutItsTypeIsRefused() throws Exception {
        HttpResponse<String> answer = ask("PUT", "/publications/desk/content", "open");
        assertEquals(400, answer.statusCode());
        assertTrue(json(answer).get("error").asText().contains("such as Content-Type: application/pidf+xml"));
        verify(client, never()).publish(any());
    }

    @Test
    void whatAServerSaidIsShownWithoutItsControlCharacters() throws Exception {
        when(control.statuses())
                .thenReturn(completedFuture(List.of(new PublicationStatus(
                        "desk",
                        Optional.empty(),
                        "presence",
                        Phase.RETRYING,
                        Instant.EPOCH,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "403 \u001b[2J\u009b2J\u202e" + "x".repeat(900_000),
                        Optional.empty(),
                        ""))));
        PublicationStatus said = control.statuses().toCompletableFuture().join().get(0);
        when(control.details("desk", Optional.empty())).thenReturn(completedFuture(List.of(details(said))));
        for (String path : List.of("/publications", "/publications/desk")) {
            String last = json(ask("GET", path, "")).get(0).get("last").asText();
            assertTrue(last.startsWith("403 \ufffd[2J\ufffd2J\ufffdxxx"), last);
            assertTrue(last.length() < 1_010, "shortened");
        }
    }

    @Test
    void aPathThatIsNotThereIsShownShortened() throws Exception {
        String error =
                json(ask("GET", "/" + "y".repeat(5_000), "")).get("error").asText();
        assertTrue(error.length() < 400 && error.contains("expected /publications"), error);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nope, 404",
        "GET, /publications/nobody, 404",
        "PUT, /publications/nobody/content, 404",
        "GET, /publications/desk/nope, 404",
        "GET, /publications/desk/users/x, 404",
        "GET, /health/x, 404",
        "DELETE, /publications, 405",
        "POST, /publications/desk, 405",
        "GET, /publications/nobody/content, 404",
        "TRACE, /publications/desk/content, 405",
        "GET, /reload, 405",
        "PUT, /publications/desk/content, 400"
    })
    void whatCannotBeAnsweredIsAnErrorInJson(String method, String path, int status) throws Exception {
        HttpResponse<String> answer = ask(method, path, "");
        assertEquals(status, answer.statusCode());
        assertTrue(json(answer).get("error").asText().length() > 10, answer.body());
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        String large = "x".repeat(Bounds.STANDARD.body() + 1);
        assertEquals(
                413,
                ask("PUT", "/publications/desk/content", large, "Content-Type", "text/plain")
                        .statusCode());
    }

    @Test
    void whatFailsInsideIsToldWithoutDetails() throws Exception {
        when(control.reload()).thenThrow(new IllegalStateException("password=geheim"));
        HttpResponse<String> answer = ask("POST", "/reload", "");
        assertEquals(500, answer.statusCode());
        assertTrue(!answer.body().contains("geheim"), answer.body());
        assertEquals(200, ask("GET", "/health", "").statusCode());
    }

    @Test
    void healthIsLiveAndReadyOnceNothingWaitsForItsFirstAnswer() throws Exception {
        assertTrue(json(ask("GET", "/health", "")).get("ready").asBoolean());
        PublicationStatus waiting = new PublicationStatus(
                "desk",
                Optional.empty(),
                "presence",
                Phase.SENDING,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty(),
                "");
        when(control.statuses()).thenReturn(completedFuture(List.of(waiting)));
        JsonNode health = json(ask("GET", "/health", ""));
        assertTrue(health.get("live").asBoolean());
        assertTrue(!health.get("ready").asBoolean());
        assertEquals(503, ask("GET", "/health/ready", "").statusCode());
        assertEquals(200, ask("GET", "/health/live", "").statusCode());
        assertEquals(404, ask("GET", "/health/well", "").statusCode());
    }

    @Test
    void metricsCountPublicationsRequestsAndReloads() throws Exception {
        when(control.workload()).thenReturn(new Workload(Map.of(Phase.PUBLISHED, 7L, Phase.RETRYING, 2L), 300, 5));
        counters.requestEnded(ended(Operation.INITIAL, Result.TIMED_OUT, false, 32_000));
        counters.requestEnded(ended(Operation.INITIAL, Result.CONFIRMED, true, 4));
        counters.requestEnded(ended(Operation.REFRESH, Result.CONFIRMED, false, 4));
        counters.reloaded(REPORT);
        String metrics = ask("GET", "/metrics", "").body();
        for (String expected : List.of(
                "outpub_publications{phase=\"published\"} 7.0",
                "outpub_publications{phase=\"retrying\"} 2.0",
                "outpub_publications{phase=\"due\"} 0.0",
                "outpub_requests_waiting 300.0",
                "outpub_changes_waiting 5.0",
                "outpub_requests_total{operation=\"initial\",result=\"timed_out\",server=\"none\"} 1.0",
                "outpub_requests_total{operation=\"initial\",result=\"confirmed\",server=\"none\"} 1.0",
                "outpub_requests_total{operation=\"refresh\",result=\"confirmed\",server=\"none\"} 1.0",
                "outpub_retries_total 1.0",
                "outpub_request_seconds_bucket{operation=\"initial\",le=\"0.0025\"} 0",
                "outpub_request_seconds_bucket{operation=\"initial\",le=\"0.005\"} 1",
                "outpub_request_seconds_bucket{operation=\"initial\",le=\"32.0\"} 2",
                "outpub_request_seconds_bucket{operation=\"initial\",le=\"+Inf\"} 2",
                "outpub_request_seconds_sum{operation=\"initial\"} 32.004",
                "outpub_request_seconds_count{operation=\"refresh\"} 1",
                "outpub_reloads_total{changed=\"yes\"} 1.0",
                "outpub_reloads_total{changed=\"no\"} 0.0",
                "outpub_config_problems{severity=\"error\"} 1.0",
                "outpub_config_problems{severity=\"warning\"} 0.0")) {
            assertTrue(metrics.contains("\n" + expected + "\n"), () -> expected + " is not in\n" + metrics);
        }
        for (String line : metrics.split("\n")) {
            assertTrue(
                    line.startsWith("# ")
                            || line.matches("[a-z_]+(\\{[a-z]+=\"[^\"]+\"(,[a-z]+=\"[^\"]+\")*})? -?[0-9.E]+"),
                    line);
        }
    }

    private static RequestReport ended(Operation operation, Result result, boolean again, long millis) {
        return new RequestReport(
                "desk",
                Optional.empty(),
                "presence",
                operation,
                again,
                result,
                "said",
                Optional.empty(),
                Duration.ofMillis(millis));
    }

    @Test
    void thePageHoldsEverythingItNeeds() throws Exception {
        HttpResponse<String> page = ask("GET", "/", "");
        assertEquals(
                "text/html; charset=utf-8",
                page.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(!page.body().matches("(?s).*(src|href)=.*"), "an external asset");
    }

    /** Speaks HTTP by hand, because a browser's headers cannot be set on the JDK's client. */
    private String raw(String... headers) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            String head = "GET /health HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Host: localhost:80, '', 200",
        "Host: 127.0.0.1, '', 200",
        "Host: [::1]:80, '', 200",
        "Host: evil.example, '', 403",
        "Host: 192.0.2.1, '', 403",
        "Host: :::, '', 403",
        "Host: LocalHost, '', 200",
        "Host: localhost.evil.example, '', 403",
        "Host: localhost:80, Origin: http://LOCALHOST:80, 200",
        "Host: localhost:80, Origin: null, 403",
        "Host: localhost:80, Origin: http://localhost:80, 200",
        "Host: localhost:80, Origin: http://evil.example, 403"
    })
    void aPageFromElsewhereIsRefused(String host, String origin, int status) throws IOException {
        String answer = origin.isEmpty() ? raw(host) : raw(host, origin);
        assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
    }

    @Test
    void withATokenEachRequestMustShowIt() throws Exception {
        server.close();
        server = ControlServer.start(LOOPBACK, Optional.of("s3cret"), control, counters);
        assertEquals(401, ask("GET", "/health", "").statusCode());
        assertEquals(
                401, ask("GET", "/health", "", "Authorization", "Bearer wrong").statusCode());
        assertEquals(
                401, ask("GET", "/health", "", "Authorization", "Bearer S3CRET").statusCode());
        for (String scheme : List.of("Bearer", "bearer", "BEARER")) {
            assertEquals(
                    200,
                    ask("GET", "/health", "", "Authorization", scheme + " s3cret")
                            .statusCode());
        }
        HttpResponse<String> unread = ask("PUT", "/publications/desk/content", "x", "Content-Type", "text/plain");
        assertEquals(401, unread.statusCode());
        assertEquals("Bearer", unread.headers().firstValue("WWW-Authenticate").orElseThrow());
        verify(client, never()).publish(any());
    }

    @Test
    void anAddressThatOthersReachNeedsAToken() {
        InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
        assertThrows(
                IllegalArgumentException.class,
                () -> ControlServer.start(everywhere, Optional.empty(), control, counters));
    }

    @Test
    void theServersThatStatesComeFromAreTold() throws Exception {
        when(control.peers())
                .thenReturn(new Peers(
                        List.of(),
                        List.of(new InboundStatus("site-b", 2, 30, 4, 0, 0, "192.0.2.9", Optional.empty(), ""))));
        JsonNode peers = json(ask("GET", "/peers", ""));
        assertEquals("site-b", peers.at("/inbound/0/id").asText());
        assertEquals(30, json(ask("GET", "/status", "")).at("/inbound/0/states").asInt());
    }
}
