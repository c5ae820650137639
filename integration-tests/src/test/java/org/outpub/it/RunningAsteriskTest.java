package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.PbxState;
import org.outpub.publish.config.AsteriskServer;
import org.outpub.publish.sources.asterisk.AsteriskSource;

/**
 * Beside an Asterisk that runs somewhere: {@code OUTPUB_ASTERISK=HOST:PORT:USER:SECRET mvn verify}. The user has {@code
 * read=call,reporting,system} and {@code write=call,reporting}. What changes there is one custom device of the test's own.
 */
@EnabledIfEnvironmentVariable(named = "OUTPUB_ASTERISK", matches = "[^:]+:[0-9]+:[^:]+:.+")
class RunningAsteriskTest {
    private static final String DEVICE = "Custom:outpub-test";
    private final String[] where =
            System.getenv().getOrDefault("OUTPUB_ASTERISK", "::::").split(":", 4);
    private final PbxState pbx = new PbxState();

    private AsteriskServer server() {
        return AsteriskServer.of("real", where[0], Integer.parseInt(where[1]), where[2], where[3]);
    }

    private static void setVariable(BufferedReader in, Socket socket, String state) throws IOException {
        send(socket, "Action: Setvar", "Variable: DEVICE_STATE(" + DEVICE + ")", "Value: " + state);
        awaitSuccess(in);
    }

    private static void send(Socket socket, String... lines) throws IOException {
        socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void awaitSuccess(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && !line.startsWith("Response: ")) {
            line = in.readLine();
        }
        assertEquals("Response: Success", line);
    }

    private void awaitDevice(DeviceState state) {
        await(DEVICE + " " + state)
                .atMost(Duration.ofSeconds(10))
                .until(() -> pbx.devices().get(DEVICE).equals(Optional.of(state)));
    }

    @Test
    void itsWholeStateIsTakenAndAChangeIsFollowed() throws IOException {
        try (AsteriskSource source = AsteriskSource.start(server(), pbx);
                Socket socket = new Socket(where[0], Integer.parseInt(where[1]));
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            await("the lists")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> source.status().upToDate());
            assertFalse(source.status().version().isEmpty());
            send(socket, "Action: Login", "Username: " + where[2], "Secret: " + where[3], "Events: off");
            awaitSuccess(in);
            for (int i = 0; i < 2; i++) {
                setVariable(in, socket, "RINGING");
                awaitDevice(DeviceState.RINGING);
                setVariable(in, socket, "NOT_INUSE");
                awaitDevice(DeviceState.NOT_INUSE);
            }
        }
    }
}
