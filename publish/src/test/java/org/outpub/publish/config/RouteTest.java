package org.outpub.publish.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;

class RouteTest {
    private static final String SERVER = "sip:a@s";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '>',
            value = {
                "sip:p;lr > sip:a@s > sip:p;lr > sip:p;lr",
                "sip:p > sip:p > sip:a@s > sip:p",
                "sip:p;lr;hide > sip:a@s > '' > sip:p;lr",
                "sip:p:5070;hide > sip:a@s > '' > sip:p:5070",
                "sip:p;HIDE=yes;x=y > sip:a@s > '' > sip:p;x=y",
                "sip:p;lr;method=X?a=b > sip:a@s > sip:p;lr > sip:p;lr"
            })
    void goesThroughAProxy(String proxy, String requestUri, String route, String nextHop) throws InvalidValueException {
        Route way = Route.of(SipUri.parse(SERVER), SipUri.parse(proxy));
        assertEquals(requestUri, way.requestUri().toString());
        assertEquals(
                route.isEmpty() ? List.of() : List.of(route),
                way.routes().stream().map(SipUri::toString).toList());
        assertEquals(nextHop, way.nextHop().toString());
    }

    @Test
    void withoutAProxyTheServerIsAskedItself() throws InvalidValueException {
        SipUri server = SipUri.parse(SERVER);
        assertEquals(new Route(server, List.of(), server), Route.of(server, null));
    }
}
