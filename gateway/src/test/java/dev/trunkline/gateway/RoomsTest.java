package dev.trunkline.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** The rooms and what each may know, as rules. Those of rooms yet to come hold trivially. */
@AnalyzeClasses(packages = "dev.trunkline", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
    /** The one class that reads the clock; all others are given the time. */
    private static final String THE_CLOCK = "dev.trunkline.gateway.call.EventLoopClock";

    private static final String GATEWAY = "dev.trunkline.gateway..";
    private static final String CALL = "dev.trunkline.gateway.call..";
    private static final String REALTIME = "dev.trunkline.gateway.realtime..";
    private static final String VOICE = "dev.trunkline.gateway.twilio.voice..";
    private static final String STREAM = "dev.trunkline.gateway.twilio.stream..";
    private static final String RELAY = "dev.trunkline.gateway.twilio.relay..";
    private static final String REST = "dev.trunkline.gateway.twilio.rest..";
    private static final String PBX = "dev.trunkline.gateway.pbx..";

    @ArchTest
    static final ArchRule codecs_know_no_io =
            noClasses()
                    .that()
                    .resideInAPackage("dev.trunkline.codecs..")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    "io.vertx..",
                                    "io.netty.channel..",
                                    "io.netty.handler..",
                                    "java.net..",
                                    "java.nio.channels..",
                                    "java.net.http..",
                                    "dev.trunkline.gateway..",
                                    "dev.trunkline.observability.."))
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule observability_knows_no_sockets_and_no_calls =
            noClasses()
                    .that()
                    .resideInAPackage("dev.trunkline.observability..")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    "io.vertx..",
                                    "io.netty..",
                                    "java.nio.channels..",
                                    "java.net.http..",
                                    "dev.trunkline.gateway..",
                                    "dev.trunkline.codecs.."))
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule legs_and_realtime_meet_only_in_call =
            slices().assignedFrom(new WireRooms())
                    .should()
                    .notDependOnEachOther()
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule call_knows_legs_and_sessions_only_by_interface =
            noClasses()
                    .that()
                    .resideInAPackage(CALL)
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(REALTIME, VOICE, STREAM, RELAY, REST, PBX)
                                    .and(DescribedPredicate.not(new InterfacesAndValues())))
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothing_but_the_gateway_itself_knows_the_whole =
            noClasses()
                    .that()
                    .resideInAPackage("dev.trunkline.gateway.*..")
                    .should()
                    .dependOnClassesThat(resideInAPackage("dev.trunkline.gateway"))
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule settings_know_neither_wires_nor_calls =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.trunkline.gateway.config..",
                            "dev.trunkline.gateway.agent",
                            "dev.trunkline.gateway.trunk",
                            "dev.trunkline.gateway.trunk.choose")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    CALL,
                                    REALTIME,
                                    VOICE,
                                    STREAM,
                                    RELAY,
                                    REST,
                                    PBX,
                                    "dev.trunkline.gateway.admin..",
                                    "io.vertx..",
                                    "io.netty.."))
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule the_edge_knows_neither_wires_nor_calls =
            noClasses()
                    .that()
                    .resideInAPackage("dev.trunkline.gateway.edge..")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    CALL,
                                    REALTIME,
                                    VOICE,
                                    STREAM,
                                    RELAY,
                                    REST,
                                    PBX,
                                    "dev.trunkline.gateway.admin.."))
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("dev.trunkline.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packages_are_named_after_features =
            noClasses()
                    .should()
                    .resideInAnyPackage(
                            "..util..",
                            "..utils..",
                            "..impl..",
                            "..common..",
                            "..manager..",
                            "..helper..",
                            "..helpers..",
                            "..misc..");

    @ArchTest
    static final ArchRule every_package_is_null_marked =
            classes().should(new BeInANullMarkedPackage()).allowEmptyShould(true);

    @ArchTest
    static final ArchRule only_the_clock_reads_the_clock =
            noClasses()
                    .that()
                    .resideInAnyPackage("dev.trunkline.codecs..", GATEWAY)
                    .and()
                    .doNotHaveFullyQualifiedName(THE_CLOCK)
                    .should()
                    .callMethodWhere(new ReadsTheClock());

    @ArchTest
    static final ArchRule only_main_reads_the_environment =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("dev.trunkline.gateway", "dev.trunkline.loadtest..")
                    .should()
                    .callMethod(System.class, "getenv")
                    .orShould()
                    .callMethod(System.class, "getenv", String.class);

    @ArchTest
    static final ArchRule nobody_prints_or_ends_the_process_but_main =
            noClasses()
                    .that()
                    .resideInAPackage("dev.trunkline.gateway.*..")
                    .should()
                    .callMethod(System.class, "exit", int.class)
                    .orShould()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err");

    /** A record, enum or interface is not the machinery behind it. */
    private static final class InterfacesAndValues extends DescribedPredicate<JavaClass> {
        InterfacesAndValues() {
            super("interfaces, records and enums");
        }

        @Override
        public boolean test(JavaClass type) {
            return type.isInterface() || type.isRecord() || type.isEnum();
        }
    }

    /** The packages that speak a protocol: each a slice, everything else none. */
    private static final class WireRooms implements SliceAssignment {
        private static final List<String> ROOMS =
                List.of(
                        "twilio.voice",
                        "twilio.stream",
                        "twilio.relay",
                        "twilio.rest",
                        "pbx",
                        "realtime");

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            for (String room : ROOMS) {
                String name = "dev.trunkline.gateway." + room;
                if ((type.getPackageName() + ".").startsWith(name + ".")) {
                    return SliceIdentifier.of(room);
                }
            }
            return SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "the rooms that speak a protocol";
        }
    }

    private static final class BeInANullMarkedPackage extends ArchCondition<JavaClass> {
        BeInANullMarkedPackage() {
            super("be in a package that is @NullMarked");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                events.add(
                        SimpleConditionEvent.violated(
                                type, type.getName() + " is in a package without @NullMarked"));
            }
        }
    }

    private static final class ReadsTheClock extends DescribedPredicate<JavaMethodCall> {
        private static final Set<String> READINGS =
                Set.of(
                        "java.lang.System.nanoTime",
                        "java.lang.System.currentTimeMillis",
                        "java.lang.Thread.sleep",
                        "java.time.Instant.now",
                        "java.time.LocalDateTime.now",
                        "java.time.ZonedDateTime.now",
                        "java.time.OffsetDateTime.now");

        ReadsTheClock() {
            super("reads the clock or sleeps");
        }

        @Override
        public boolean test(JavaMethodCall call) {
            return READINGS.contains(call.getTargetOwner().getName() + "." + call.getName());
        }
    }
}
