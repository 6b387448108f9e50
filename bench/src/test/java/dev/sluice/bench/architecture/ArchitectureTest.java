package dev.sluice.bench.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Holds the one direction of dependency, and keeps clocks, sockets and locks out of protocol logic.
 */
class ArchitectureTest {

    private static final String[] PROTOCOL = {
        "dev.sluice.mediacore..",
        "dev.sluice.ice..",
        "dev.sluice.dtlssrtp.srtp..",
        "dev.sluice.rtp..",
        "dev.sluice.sfu.api..",
        "dev.sluice.sfu.negotiation..",
        "dev.sluice.sfu.room..",
        "dev.sluice.sfu.call..",
        "dev.sluice.sfu.alloc..",
        "dev.sluice.sfu.speaker..",
        "dev.sluice.signaling.sdp.."
    };

    private static final Set<String> CLOCKS_AND_CHANCE =
            Set.of(
                    "java.lang.System.nanoTime",
                    "java.lang.System.currentTimeMillis",
                    "java.time.Instant.now",
                    "java.time.Clock.systemUTC",
                    "java.time.Clock.systemDefaultZone",
                    "java.lang.Thread.sleep",
                    "java.lang.Math.random",
                    "java.util.UUID.randomUUID");

    private static final Set<String> LOOK_UPS =
            Set.of(
                    "java.net.InetAddress.getByName(java.lang.String)",
                    "java.net.InetAddress.getAllByName(java.lang.String)",
                    "java.net.InetSocketAddress.<init>(java.lang.String, int)");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    // Once packaged, a module's test kit is a jar that the option above does not
                    // know.
                    .withImportOption(location -> !location.contains("-tests.jar"))
                    .importPackages("dev.sluice");

    @Test
    void shouldDependInOneDirection() {
        layer(
                "dev.sluice.mediacore..",
                "ice",
                "dtlssrtp",
                "rtp",
                "sfu",
                "signaling",
                "junit",
                "bench");
        layer("dev.sluice.ice..", "dtlssrtp", "rtp", "sfu", "signaling", "junit", "bench");
        layer("dev.sluice.dtlssrtp..", "ice", "rtp", "sfu", "signaling", "junit", "bench");
        layer("dev.sluice.rtp..", "ice", "dtlssrtp", "sfu", "signaling", "junit", "bench");
        layer("dev.sluice.sfu..", "signaling", "junit", "bench");
        layer("dev.sluice.signaling..", "junit", "bench");
        layer("dev.sluice.junit..", "bench");
    }

    /** What says whether a stream is right must not err with what wrote it. */
    @Test
    void shouldKeepTheOraclesOfTestsFromTheCodeUnderTest() {
        String[] oracles = {"dev.sluice.rtp.forward.sim..", "dev.sluice.rtp.decode.."};
        JavaClasses kit = new ClassFileImporter().importPackages("dev.sluice.rtp");
        for (String oracle : oracles) {
            noClasses()
                    .that()
                    .resideInAPackage(oracle)
                    .should()
                    .dependOnClassesThat(
                            describe(
                                    "are ours, but no part of the oracle",
                                    known ->
                                            known.getPackageName().startsWith("dev.sluice")
                                                    && !known.getSimpleName().equals("Hex")
                                                    && !resideInAPackage(oracle).test(known)))
                    .check(kit);
        }
    }

    @Test
    void shouldHaveNoPackageCycles() {
        slices().matching("dev.sluice.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void shouldKeepTheWireFormatsBelowTheMachines() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.sluice.rtp.packet..", "dev.sluice.rtp.ext..", "dev.sluice.rtp.rtcp..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.sluice.rtp.stream..",
                        "dev.sluice.rtp.forward..",
                        "dev.sluice.rtp.cc..")
                .check(CLASSES);
    }

    @Test
    void shouldKeepClocksAndChanceOutOfProtocolLogic() {
        noClasses()
                .that()
                .resideInAnyPackage(PROTOCOL)
                .should()
                .callMethodWhere(
                        describe(
                                "reads a clock, sleeps or rolls dice",
                                (JavaCall<?> call) ->
                                        CLOCKS_AND_CHANCE.contains(
                                                call.getTargetOwner().getFullName()
                                                        + "."
                                                        + call.getName())))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(PROTOCOL)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .check(CLASSES);
    }

    @Test
    void shouldKeepSocketsAndLocksOutOfProtocolLogic() {
        noClasses()
                .that()
                .resideInAnyPackage(PROTOCOL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.channel..", "java.util.concurrent.locks..")
                .check(CLASSES);
    }

    /** Candidates may hold names, such as those of mDNS: nobody who reads them looks one up. */
    @Test
    void shouldLookUpNoNameThatAPeerSends() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.sluice.ice..",
                        "dev.sluice.dtlssrtp..",
                        "dev.sluice.rtp..",
                        "dev.sluice.sfu..",
                        "dev.sluice.signaling.sdp..",
                        "dev.sluice.signaling.session..",
                        "dev.sluice.signaling.whip..",
                        "dev.sluice.signaling.ws..")
                .and()
                // Literals only, in brackets, which no resolver takes for a name.
                .doNotHaveFullyQualifiedName("dev.sluice.ice.agent.Addresses")
                .should()
                .callCodeUnitWhere(
                        describe(
                                "looks up a name",
                                (JavaCall<?> call) ->
                                        LOOK_UPS.contains(call.getTarget().getFullName())))
                .check(CLASSES);
    }

    @Test
    void shouldEmbedTheSfuWithoutHttpOrJson() {
        noClasses()
                .that()
                .resideInAPackage("dev.sluice.sfu..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty.handler.codec.http..", "tools.jackson..", "java.sql..")
                .check(CLASSES);
    }

    private static void layer(String packages, String... above) {
        for (String module : above) {
            noClasses()
                    .that()
                    .resideInAPackage(packages)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.sluice." + module + "..")
                    .check(CLASSES);
        }
    }
}
